// What the XML API says when something is wrong: the errors of gcs/common under the codes of this
// API, and makers for those that are its own.
//
//   <?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code><Message>The specified key
//   does not exist.</Message><Details>No such object: B/O</Details></Error>
//
// One line. Members in the order Code, Message, ParameterName, Details; the last two where there is
// something to say: Details is the message of the ApiError, Message the fixed text of the code.
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.error.*
// Threads  plain values.
#pragma once

#include <string>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/signature.h"

namespace resumulator::gcs::xml {

/// The code and status an error has here; 413 is 400 EntityTooLarge.
[[nodiscard]] std::string error_code(const ApiError& error);
[[nodiscard]] int error_status(const ApiError& error);
[[nodiscard]] std::string error_document(const ApiError& error);

/// 400 `code` with `details`.
[[nodiscard]] ApiError bad(const char* code, std::string details);
/// 400 InvalidArgument.
[[nodiscard]] ApiError invalid_argument(std::string details);
/// An argument that is named: with ParameterName.
[[nodiscard]] ApiError invalid_argument(std::string_view parameter, std::string details);
/// 400 MissingSecurityHeader: the field is named.
[[nodiscard]] ApiError missing_header(std::string_view field);
[[nodiscard]] ApiError not_implemented(std::string details);           ///< 501
[[nodiscard]] ApiError missing_content_length();                       ///< 411
[[nodiscard]] ApiError bucket_conflict(const char* code);              ///< 409
[[nodiscard]] ApiError access_denied(std::string details);             ///< 403
[[nodiscard]] ApiError authentication_required();                      ///< 401
[[nodiscard]] ApiError range_not_satisfiable(std::string_view range);  ///< 416

/// The error as an answer; 304 goes out without a body.
[[nodiscard]] Response error_answer(World& world, const ApiError& error);
/// A signature that is not accepted; with what should have been signed, where it does not fit.
[[nodiscard]] Response signature_answer(World& world, const SignatureProblem& problem);
/// For faults of the transport and of rules, which have no world. Where `text` is a code of the
/// service's list the document has that code. Rules gcs.xml.error.injected, gcs.xml.error.named
[[nodiscard]] Response plain_error(const RequestHead& head, const Options& options, int status,
                                   std::string_view text);

}  // namespace resumulator::gcs::xml
