/** A request that has arrived whole. Header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The error code of a refusal, for the request log. */
  readonly code?: string | undefined;
}
