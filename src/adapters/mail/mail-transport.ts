/** The transport of the mailer, such as a nodemailer transporter. @module */

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One message to one address, with nodemailer's field names. */
export interface TransportMessage {
  readonly from: string | MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Record<string, string>;
}

/** A structural type, so that the package depends on no mail library. */
export interface MailTransport {
  /**
   * Sends the message. Rejects if that fails. A result whose `rejected` array is not empty counts
   * as a failure as well.
   */
  sendMail(message: TransportMessage): Promise<unknown>;
}
