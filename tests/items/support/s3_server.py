"""S3 as far as sfn speaks it, in memory, for tests: HEAD, GET with Range and If-Match, PUT, ListObjectsV2. It refuses
what is not signed as AWS Signature Version 4 wants it, looks at pages of two objects, and has no time at first for keys
that say so. Prints its port, and ends when its input does."""
import collections
import email.utils
import hashlib
import hmac
import http.server
import re
import sys
import threading
import urllib.parse
import xml.sax.saxutils

KEY_ID, SECRET, REGION, TOKEN = "key-id", "secret/+", "eu-west-3", "session"
PAGE = 2
AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
                           r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")
MODIFIED = 1_700_000_000
BUSY = re.compile(r"busy-(\d+)")  # How many requests of each kind are refused.

buckets = {"data": {}, "other": {}}
refused = collections.Counter()


def hashed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(request, date, signed):
    url = urllib.parse.urlsplit(request.path)
    query = "&".join(sorted(url.query.split("&"))) if url.query else ""
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed)
    canonical = "\n".join([request.command, url.path, query, headers, ";".join(signed),
                           request.headers["x-amz-content-sha256"]])
    scope = f"{date}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + SECRET).encode()
    for part in (date, REGION, "s3", "aws4_request"):
        key = hashed(key, part)
    return hashed(key, text).hex()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.handle_one()

    do_GET = do_PUT = do_HEAD

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.is_signed(body):
            return self.fail(403, "SignatureDoesNotMatch", "The signature is not the one that was computed here.")
        url = urllib.parse.urlsplit(self.path)
        bucket, _, key = urllib.parse.unquote(url.path[1:]).partition("/")
        if bucket not in buckets:
            return self.fail(404, "NoSuchBucket", "The specified bucket does not exist")
        query = dict(urllib.parse.parse_qsl(url.query))
        if "list-type" in query:
            return self.list(buckets[bucket], query)
        if not key:
            return self.answer(200)
        busy = BUSY.fullmatch(key)
        if busy and refused[self.command, key] < int(busy[1]):
            refused[self.command, key] += 1
            return self.fail(503, "SlowDown", "Please reduce your request rate.")
        if self.command == "PUT":
            buckets[bucket][key] = body
            return self.answer(200)
        if key not in buckets[bucket]:
            return self.fail(404, "NoSuchKey", "The specified key does not exist.")
        return self.show(buckets[bucket][key])

    def is_signed(self, body):
        found = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if not found or found[1] != KEY_ID or found[3] != REGION:
            return False
        signed = found[4].split(";")
        told = self.headers["x-amz-content-sha256"]
        if told not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return False
        has_token = self.headers.get("x-amz-security-token") == TOKEN and "x-amz-security-token" in signed
        return has_token and signature(self, found[2], signed) == found[5]

    def show(self, content):
        tag = f'"{hashlib.md5(content).hexdigest()}"'
        if self.headers.get("If-Match", tag) != tag:
            return self.fail(412, "PreconditionFailed", "At least one of the preconditions did not hold")
        headers = {"ETag": tag, "Last_Modified": email.utils.formatdate(MODIFIED, usegmt=True)}
        part = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if part:
            return self.answer(206, content[int(part[1]):int(part[2]) + 1], **headers)
        return self.answer(200, content, **headers)

    def list(self, objects, query):
        after = query.get("continuation-token", query.get("start-after", ""))
        keys = [key for key in sorted(objects, key=str.encode)
                if key.startswith(query.get("prefix", "")) and key.encode() > after.encode()]
        page = keys[:min(PAGE, int(query["max-keys"]))]
        more = len(page) < len(keys)
        contents = "".join(f"<Contents><Key>{xml.sax.saxutils.escape(key)}</Key>"
                           f"<LastModified>2023-11-14T22:13:20.000Z</LastModified>"
                           f"<ETag>&quot;{hashlib.md5(objects[key]).hexdigest()}&quot;</ETag>"
                           f"<Size>{len(objects[key])}</Size><StorageClass>STANDARD</StorageClass></Contents>"
                           for key in page)
        token = f"<NextContinuationToken>{xml.sax.saxutils.escape(page[-1])}</NextContinuationToken>" if more else ""
        self.answer(200, f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{contents}{token}"
                         f"</ListBucketResult>".encode())

    def fail(self, status, code, message):
        self.answer(status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode())

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
