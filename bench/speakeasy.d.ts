/** Types for the functions of speakeasy that the bench calls; speakeasy has none. @module */

declare module 'speakeasy' {
  interface Options {
    readonly secret: string;
    readonly encoding: 'base32';
    readonly time: number;
    readonly algorithm?: string;
  }
  const speakeasy: {
    readonly totp: ((options: Options) => string) & {
      readonly verifyDelta: (
        options: Options & { readonly token: string; readonly window: number },
      ) => { readonly delta: number } | undefined;
    };
  };
  export default speakeasy;
}
