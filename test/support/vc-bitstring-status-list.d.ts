// The part of the package that tests use; it has no types of its own.

declare module "@digitalbazaar/vc-bitstring-status-list" {
  export function decodeList(of: {
    readonly encodedList: string;
  }): Promise<{ getStatus(index: number): boolean }>;
}
