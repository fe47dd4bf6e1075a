#include "protocols/gcs/xml/errors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/wire/http_method.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

struct Text {
  std::string_view code;
  std::string_view message;
};
constexpr std::array kTexts = std::to_array<Text>({
    {"AccessDenied", "Access denied."},
    {"AccountProblem", "There is a problem with your account."},
    {"AuthenticationRequired", "Authentication required."},
    {"BadDigest", "The Content-MD5 or x-goog-hash you specified did not match what we received."},
    {"BucketAlreadyOwnedByYou",
     "Your previous request to create the named bucket succeeded and you already own it."},
    {"BucketNameUnavailable",
     "The requested bucket name is not available. Bucket names are shared by all users."},
    {"BucketNotEmpty", "The bucket you tried to delete is not empty."},
    {"CrcMismatch", "The CRC32C you specified did not match what we computed."},
    {"CustomerEncryptionAlgorithmIsInvalid",
     "Missing an encryption algorithm, or the provided algorithm is not \"AES256.\""},
    {"CustomerEncryptionKeyFormatIsInvalid",
     "Missing an encryption key, or it is not base64 encoded, or it does not meet the required "
     "length of the encryption algorithm."},
    {"CustomerEncryptionKeySha256IsInvalid",
     "Missing a SHA256 hash of the encryption key, or it is not base64 encoded, or it does not "
     "match the encryption key."},
    {"CustomerEncryptionKeyIsIncorrect", "The provided encryption key is incorrect."},
    {"EntityTooLarge", "Your proposed upload is larger than the maximum object size allowed."},
    {"EntityTooSmall", "Your proposed upload is smaller than the minimum object size allowed."},
    {"IncompleteBody",
     "You did not provide the number of bytes specified by the Content-Length HTTP header."},
    {"InternalError", "We encountered an internal error. Please try again."},
    {"ExpiredToken", "The provided token has expired."},
    {"InvalidArgument", "Invalid argument."},
    {"InvalidBucketName", "The specified bucket is not valid."},
    {"InvalidBucketState", "The request does not fit the state the bucket is in."},
    {"InvalidDigest", "The Content-MD5 or x-goog-hash you specified was invalid."},
    {"InvalidPart",
     "One or more of the specified parts could not be found. The part might not have been "
     "uploaded, "
     "or the specified entity tag might not have matched the part's entity tag."},
    {"InvalidPartOrder",
     "The list of parts was not in ascending order. Parts must be ordered by part number."},
    {"InvalidPolicyDocument",
     "The content of the form does not meet the conditions specified in "
     "the policy document."},
    {"InvalidRange", "The requested range cannot be satisfied."},
    {"InvalidSecurity", "The provided security credentials are not valid."},
    {"InvalidStorageClass", "The storage class you specified is not valid."},
    {"InvalidURI", "Could not parse the specified URI."},
    {"KeyTooLong", "Your key is too long."},
    {"MalformedACLError", "The access control list is not well-formed, or not valid."},
    {"MalformedHeaderValue", "An HTTP header value was malformed."},
    {"MalformedPOSTRequest",
     "The body of your POST request is not well-formed multipart/form-data."},
    {"MalformedSecurityHeader", "Your request has a malformed header."},
    {"MalformedXML",
     "The XML you provided was not well-formed or did not validate against our published schema."},
    {"MethodNotAllowed", "The specified method is not allowed against this resource."},
    {"MissingContentLength", "You must provide the Content-Length HTTP header."},
    {"MissingSecurityHeader", "Your request was missing a required header."},
    {"NoSuchBucket", "The specified bucket does not exist."},
    {"NoSuchKey", "The specified key does not exist."},
    {"NoSuchUpload", "The specified upload does not exist."},
    {"NotImplemented",
     "A header field or query parameter asks for a function that is not implemented."},
    {"NotFound", "The requested resource was not found."},
    {"ObjectUnderActiveHold", "The object is under an active hold."},
    {"PreconditionFailed", "At least one of the pre-conditions you specified did not hold."},
    {"RequestTimeTooSkewed", "The time of the request is too far from the server's."},
    {"RequestTimeout",
     "Your socket connection to the server was not read from or written to within the timeout "
     "period."},
    {"ResourceIsEncryptedWithCustomerEncryptionKey",
     "The target object is encrypted by a customer-supplied encryption key."},
    {"ResourceNotEncryptedWithCustomerEncryptionKey",
     "The target object is not encrypted by a customer-supplied encryption key."},
    {"RetentionPolicyNotMet", "The object is under active retention."},
    {"ServiceUnavailable", "We encountered an internal error. Please try again."},
    {"SignatureDoesNotMatch",
     "The request signature we calculated does not match the signature you provided. Check your "
     "Google secret key and signing method."},
    {"SlowDown", "Please reduce your request rate."},
    {"UserProjectAccessDenied", "The requester may not bill the project of the request."},
    {"UserProjectAccountProblem", "There is a problem with the account of the project to bill."},
    {"UserProjectInvalid", "The project to bill is not valid."},
    {"UserProjectMissing", "Bucket is a requester pays bucket but no user project provided."},
});

const Text* find_text(std::string_view code) {
  const auto* text = std::find_if(kTexts.begin(), kTexts.end(),
                                  [code](const Text& one) { return one.code == code; });
  return text == kTexts.end() ? nullptr : text;
}

std::string_view message_of(std::string_view code, const ApiError& error) {
  const Text* text = find_text(code);
  return text == nullptr ? std::string_view(error.message) : text->message;
}

// "customerEncryptionKeyIsIncorrect" is a code of this API with a capital letter.
bool has_code_of_its_own(std::string_view reason) {
  return reason.starts_with("customerEncryption") || reason.starts_with("resource") ||
         reason == "objectUnderActiveHold" || reason == "retentionPolicyNotMet";
}

const char* code_of_status(int status) {
  switch (status) {
    case 401:
      return "AuthenticationRequired";
    case 403:
      return "AccessDenied";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 408:
      return "RequestTimeout";
    case 409:
      return "InvalidBucketState";
    case 410:
      return "Gone";
    case 411:
      return "MissingContentLength";
    case 412:
      return "PreconditionFailed";
    case 413:
      return "EntityTooLarge";
    case 416:
      return "InvalidRange";
    case 429:
      return "SlowDown";
    case 501:
      return "NotImplemented";
    default:
      break;
  }
  if (status == 500) return "InternalError";
  return status > 500 ? "ServiceUnavailable" : "InvalidArgument";
}

// Front ends that give up say so in a page for people.
std::string gateway_page(int status) {
  const std::string title =
      "Error " + std::to_string(status) + (status == 504 ? " (Timeout)!!1" : " (Server Error)!!1");
  return "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>" + title + "</title><p><b>" +
         std::to_string(status) +
         ".</b> <ins>That’s an error.</ins><p>The server encountered a temporary error and could "
         "not complete your request.<p>Please try again in 30 seconds.</html>\n";
}

}  // namespace

std::string error_code(const ApiError& error) {
  if (!error.xml_code.empty()) return error.xml_code;
  if (has_code_of_its_own(error.reason)) {
    std::string code = error.reason;
    code.front() = static_cast<char>(code.front() - 'a' + 'A');
    return code;
  }
  return code_of_status(error.status);
}

int error_status(const ApiError& error) { return error.status == 413 ? 400 : error.status; }

std::string error_document(const ApiError& error) {
  const std::string code = error_code(error);
  const std::string_view message = message_of(code, error);
  XmlWriter xml;
  xml.begin("Error").element("Code", code).element("Message", message);
  if (error.location_type == "parameter") xml.element("ParameterName", error.location);
  // What went wrong inside is not for clients, and a wait has no details.
  const bool inside = error.status >= 500 && error.status != 501;
  const bool explains = !inside && error.status != 408 && error.message != message;
  if (explains) xml.element_if("Details", error.message);
  return xml.end().take();
}

ApiError bad(const char* code, std::string details) {
  ApiError error = invalid(std::move(details));
  error.xml_code = code;
  return error;
}

ApiError invalid_argument(std::string details) {
  return bad("InvalidArgument", std::move(details));
}

ApiError invalid_argument(std::string_view parameter, std::string details) {
  ApiError error = invalid_argument(std::move(details));
  error.location_type = "parameter";
  error.location = parameter;
  return error;
}

ApiError missing_header(std::string_view field) {
  ApiError error = bad("MissingSecurityHeader", {});
  error.location_type = "parameter";
  error.location = field;
  return error;
}

ApiError not_implemented(std::string details) {
  ApiError error = bad("NotImplemented", std::move(details));
  error.status = 501;
  return error;
}

ApiError missing_content_length() {
  ApiError error = bad("MissingContentLength", {});
  error.status = 411;
  return error;
}

ApiError bucket_conflict(const char* code) {
  ApiError error = conflict({});
  error.xml_code = code;
  return error;
}

ApiError access_denied(std::string details) {
  ApiError error = denied("forbidden", std::move(details));
  error.xml_code = "AccessDenied";
  return error;
}

ApiError authentication_required() {
  ApiError error = invalid_credentials();
  error.message.clear();
  return error;
}

ApiError range_not_satisfiable(std::string_view range) {
  ApiError error = bad("InvalidRange", std::string(range));
  error.status = 416;
  return error;
}

Response error_answer(World& world, const ApiError& error) {
  Response response;
  response.status = error_status(error);
  if (error.status == 304) {
    response.headers = xml_headers(world, CacheSet::kMedia, kHtml);
    return response;
  }
  response.headers = xml_headers(world, CacheSet::kMedia, kXml);
  if (error.status == 401) {
    response.headers.add("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\"");
  }
  response.body = error_document(error);
  return response;
}

Response signature_answer(World& world, const SignatureProblem& problem) {
  ApiError error = bad(problem.code.c_str(), problem.details);
  error.status = problem.status;
  Response response = error_answer(world, error);
  XmlWriter xml;
  xml.begin("Error").element("Code", problem.code);
  xml.element("Message", message_of(problem.code, error));
  xml.element_if("ParameterName", problem.parameter).element_if("Details", problem.details);
  xml.element_if("StringToSign", problem.string_to_sign);
  xml.element_if("CanonicalRequest", problem.canonical_request);
  response.body = xml.end().take();
  return response;
}

Response plain_error(const RequestHead& head, const Options& options, int status,
                     std::string_view text) {
  // Rule gcs.xml.route.method: a method nobody knows was refused with its head.
  if (status == 501 && !is_known_method(head.method)) {
    return plain_error(head, options, 405, method_not_allowed().message);
  }
  ApiError error;
  error.status = status;
  error.message = text;
  const bool of_session = head.query().find("upload_id=") != std::string_view::npos;
  Response response;
  response.status = status;
  std::string_view type = kXml;
  if (find_text(text) != nullptr) {
    // Rule gcs.xml.error.named: the word is the code, the line has its own phrase.
    error.xml_code = text;
    error.message.clear();
    response.reason = reason_phrase(status);
    response.body = error_document(error);
  } else if (of_session && (status == 404 || status == 410)) {
    // A session that is gone says so in one sentence, as over JSON. Rule gcs.session.gone-body.
    type = "text/plain; charset=utf-8";
    response.body = status == 404 ? "Not Found" : "Gone";
  } else if (status == 502 || status == 504) {
    type = kHtml;
    response.body = gateway_page(status);
  } else if (status != 304 && status != 499) {
    if (status == 404) error.xml_code = "NoSuchKey";
    // Rule gcs.xml.route.encoding: a path like that was refused with its head.
    if (status == 400 && !has_valid_escapes(head.path())) error.xml_code = "InvalidURI";
    response.body = error_document(error);
  }
  response.headers.add("Content-Type", std::string(type));
  response.headers.add("Vary", "Origin");
  response.headers.add("Server", "UploadServer");
  return response;
}

}  // namespace resumulator::gcs::xml
