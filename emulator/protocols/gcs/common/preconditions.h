// The query guards: ifGenerationMatch and its seven relatives.
//
// Units    signed 64-bit; -1 is legal and equals nothing.
// Names    compared without regard to case ("ifMetaGenerationNotMatch" is sent by a client
// library);
//          the error names the parameter in its documented spelling.
// Errors   400 invalidParameter "Invalid long value: '…'." for anything that is not such a number.
// Source   docs/protocols/gcs-json.md, rules gcs.precondition.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/upload/object_store.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// ifGenerationMatch … ifMetagenerationNotMatch.
[[nodiscard]] ApiResult<Preconditions> parse_preconditions(const Query& query);
/// ifSourceGenerationMatch … ifSourceMetagenerationNotMatch (copy, rewrite, move).
[[nodiscard]] ApiResult<Preconditions> parse_source_preconditions(const Query& query);

/// A signed 64-bit decimal, whole input.
[[nodiscard]] std::optional<std::int64_t> parse_long(std::string_view text);
/// An unsigned 64-bit decimal, digits only, whole input.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// The `generation` parameter; empty optional when absent. Error as for the guards.
[[nodiscard]] ApiResult<std::optional<std::uint64_t>> parse_generation(
    const Query& query, std::string_view name = "generation");

}  // namespace resumulator::gcs
