/**
 * CloudStack's `ApiErrorCode`: also the HTTP status of an error reply.
 *
 * @see https://github.com/apache/cloudstack/blob/main/api/src/main/java/org/apache/cloudstack/api/ApiErrorCode.java
 */
export type ApiErrorCode = 401 | 431 | 432 | 530 | 531 | 533 | 535 | 536 | 537;

/** An error that goes to the caller as CloudStack would word it. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** CloudStack's `CSExceptionErrorCode`: 9999 for an error of the API layer itself. */
  readonly csCode: number;

  constructor(code: ApiErrorCode, csCode: number, text: string) {
    super(text);
    this.name = "ApiError";
    this.code = code;
    this.csCode = csCode;
  }
}

/** A parameter that makes no sense: `InvalidParameterValueException`. */
export function invalid(text: string): ApiError {
  return new ApiError(431, 4350, text);
}

/** `PermissionDeniedException`. */
export function denied(text: string): ApiError {
  return new ApiError(531, 4365, text);
}

/** Nothing left to give out: `InsufficientCapacityException` as the API layer passes it on. */
export function exhausted(text: string): ApiError {
  return new ApiError(533, 9999, text);
}

/** `NetworkRuleConflictException` as the API layer passes it on. */
export function conflicting(text: string): ApiError {
  return new ApiError(537, 9999, text);
}

/** Work that was tried and did not succeed. */
export function failed(text: string): ApiError {
  return new ApiError(530, 9999, text);
}

/** What a failed job reports: an exception that is not of the API layer becomes a plain 530 there. */
export function jobErrorCode(error: unknown): ApiErrorCode {
  return error instanceof ApiError && error.csCode === 9999 ? error.code : 530;
}
