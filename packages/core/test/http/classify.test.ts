import { describe, expect, test } from "@jest/globals";
import type { ConnectorError } from "../../src/errors/connector-error.js";
import { errorOf, errorOfFailure } from "../../src/http/classify.js";
import { applyChange, createRequest } from "../../src/http/request.js";
import { waitHintMs } from "../../src/http/wait-hint.js";

const NOW = Date.parse("2026-02-01T10:00:00Z");
const request = applyChange(createRequest("https://api.example.com", "v1/tags", { query: { api_key: "s3cr3t-key" } }), {
  headers: { Authorization: "Bearer s3cr3t-key" },
});

function meaning(status: number, body = "", headers: Record<string, string> = {}): ConnectorError | undefined {
  return errorOf(request, { status, headers, body: Buffer.from(body) }, waitHintMs(headers, NOW));
}

describe("errorOf", () => {
  test.each([200, 201, 204, 206, 299])("returns no error for %i", (status) => {
    expect(meaning(status)).toBeUndefined();
  });

  test.each<[number, string, RegExp]>([
    [100, "SystemError", /report/],
    [300, "SystemError", /report/],
    [302, "SystemError", /report/],
    [304, "SystemError", /report/],
    [400, "SystemError", /report/],
    [401, "ConfigError", /credentials were refused/],
    [402, "ConfigError", /plan/],
    [403, "ConfigError", /may not read/],
    [404, "SystemError", /base_url/],
    [405, "SystemError", /report/],
    [407, "ConfigError", /HTTPS_PROXY/],
    [408, "TransientError", /Try again/],
    [409, "TransientError", /Try again/],
    [410, "SystemError", /report/],
    [418, "SystemError", /report/],
    [422, "SystemError", /report/],
    [425, "TransientError", /Try again/],
    [429, "TransientError", /Too many requests/],
    [451, "SystemError", /report/],
    [500, "TransientError", /Try again/],
    [501, "SystemError", /does not offer/],
    [502, "TransientError", /Try again/],
    [503, "TransientError", /Try again/],
    [504, "TransientError", /Try again/],
    [520, "TransientError", /Try again/],
    [599, "TransientError", /Try again/],
  ])("returns for %i a %s that says what to do", (status, kind, remedy) => {
    const error = meaning(status);
    expect(error?.name).toBe(kind);
    expect(error?.status).toBe(status);
    expect(error?.message).toMatch(remedy);
    expect(error?.message).toMatch(new RegExp(`^GET /v1/tags answered HTTP ${status}\\. `));
  });

  test("never shows host, query or headers of the request", () => {
    for (let status = 300; status < 600; status++) {
      const error = meaning(status);
      expect(`${error?.message} ${error?.detail}`).not.toMatch(/s3cr3t|api_key|Bearer|example\.com/);
    }
  });

  test("keeps the start of the body for the log, on one line, and marks the truncation", () => {
    expect(meaning(500, '{\n  "error": "broken"\n}')?.detail).toBe('HTTP 500 { "error": "broken" }');
    expect(meaning(500)?.detail).toBe("HTTP 500");
    expect(meaning(500, "x".repeat(500))?.detail).toBe(`HTTP 500 ${"x".repeat(500)}`);
    expect(meaning(500, "x".repeat(501))?.detail).toBe(`HTTP 500 ${"x".repeat(500)}…`);
    expect(meaning(500, "🔑".repeat(5000))?.detail?.length).toBeLessThan(520);
  });

  test.each([
    [429, 30_000],
    [503, 30_000],
    [500, undefined],
    [408, undefined],
  ])("keeps the wait hint of a %i: %p", (status, hint) => {
    expect(meaning(status, "", { "retry-after": "30" })).toHaveProperty("waitHintMs", hint);
  });
});

describe("errorOfFailure", () => {
  test.each<[string, string, RegExp]>([
    ["ENOTFOUND", "TransientError", /resolved/],
    ["EAI_AGAIN", "TransientError", /resolved/],
    ["ECONNREFUSED", "TransientError", /connection failed/],
    ["ECONNRESET", "TransientError", /connection failed/],
    ["ETIMEDOUT", "TransientError", /connection failed/],
    ["EPIPE", "TransientError", /connection failed/],
    ["EHOSTUNREACH", "TransientError", /connection failed/],
    ["unknown", "TransientError", /connection failed/],
    ["HPE_INVALID_EOF_STATE", "TransientError", /connection failed/],
    ["HPE_INVALID_HEADER_TOKEN", "SystemError", /not valid HTTP\. Check base_url/],
    ["HPE_HEADER_OVERFLOW", "SystemError", /not valid HTTP/],
    ["CERT_HAS_EXPIRED", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "ConfigError", /NODE_EXTRA_CA_CERTS/],
    ["ERR_INVALID_URL", "ConfigError", /base_url/],
    ["ERR_UNESCAPED_CHARACTERS", "ConfigError", /base_url/],
  ])("returns for %s a %s that says what to do", (code, kind, remedy) => {
    const error = errorOfFailure(request, code, "raw text");
    expect(error.name).toBe(kind);
    expect(error.message).toMatch(remedy);
    expect(error.message).toContain(`GET /v1/tags got no answer from api.example.com (${code})`);
    expect(error.detail).toBe(`${code}: raw text`);
    expect(error.message).not.toMatch(/s3cr3t|api_key/);
    expect(error.cause).toBeUndefined();
  });
});
