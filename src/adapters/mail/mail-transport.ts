/** What the mailer needs of a transport: a nodemailer transporter fits, and so does any function that hands a mail over. @module */

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One message to one address, in nodemailer's words. */
export interface TransportMessage {
  readonly from: string | MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Record<string, string>;
}

/** Structural, so that the package depends on no mail library. */
export interface MailTransport {
  /**
   * Hands the message over. Rejects where that failed; an answer whose `rejected` names the recipient counts as failed as well.
   */
  sendMail(message: TransportMessage): Promise<unknown>;
}
