// The head of a response as it goes over the wire. RFC 9112, sections 4 to 6.
#pragma once

#include <string>

#include "base/time.h"
#include "http/message.h"
#include "http/parser.h"

namespace sfn::http {

/// Whether an answer with this status may carry a body: not 1xx, 204, 304.
bool may_have_body(int status);

/// For an answer that is whole: with its Content-Length, even where the body itself is not sent.
std::string response_head(const Response& response, const AnswerTerms& terms, Timestamp now);

/// For an answer whose body follows piece by piece: in chunks, or to an HTTP/1.0 peer until the
/// close.
std::string stream_head(int status, const Headers& headers, const AnswerTerms& terms,
                        Timestamp now);

}  // namespace sfn::http
