#include "protocols/gcs/common/session/texts.h"

namespace resumulator::gcs {
namespace {

std::string n(std::uint64_t value) { return std::to_string(value); }

}  // namespace

std::string bad_content_range_text() { return "Failed to parse Content-Range header."; }

std::string query_with_body_text() { return "Client sent query request with a non-empty body."; }

std::string gap_text(std::uint64_t offset, std::uint64_t persisted) {
  return "Invalid request.  According to the Content-Range header, the upload offset is " +
         n(offset) + " byte(s), which exceeds already uploaded size of " + n(persisted) +
         " byte(s).";
}

std::string body_length_text(std::uint64_t received, ByteSpan span) {
  return "Invalid request.  There were " + n(received) +
         " byte(s) in the request body.  There should have been " + n(span.size()) +
         " byte(s) (starting at offset " + n(span.begin) + " and ending at offset " +
         n(span.end - 1) + ") according to the Content-Range header.";
}

std::string granularity_text(std::uint64_t received, std::uint64_t granularity) {
  return "Invalid request.  The number of bytes uploaded is required to be equal or greater than " +
         n(granularity) +
         ", except for the final request (it's recommended to be the exact multiple of " +
         n(granularity) + ").  The received request contained " + n(received) +
         " bytes, which does not meet this requirement.";
}

std::string total_changed_text(std::uint64_t named, std::uint64_t expected) {
  return "Invalid request.  According to the Content-Range header, the final size of the upload "
         "is " +
         n(named) + " byte(s). This does not match the expected size of " + n(expected) +
         " byte(s), which was specified in an earlier request.";
}

std::string overlap_refused_text(std::uint64_t persisted) {
  return "Invalid chunk position. The next chunk should start at offset " + n(persisted) + ".";
}

std::string bytes_differ_text(std::uint64_t offset) {
  return "Invalid request.  Bytes sent again from offset " + n(offset) +
         " on differ from those stored.";
}

}  // namespace resumulator::gcs
