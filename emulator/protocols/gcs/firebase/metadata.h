// An object as Firebase shows it, and its download tokens: a comma list in a custom key that
// Firebase hides and every other API shows.
//
// Source   docs/protocols/firebase-storage.md, rules firebase.metadata.*, firebase.token.*
// Threads  pure functions but for the ids they draw.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/world.h"

namespace resumulator::gcs::firebase {

inline constexpr const char* kTokensKey = "firebaseStorageDownloadTokens";

[[nodiscard]] std::string metadata_json(const ObjectVersion& object);
/// A fresh UUID.
[[nodiscard]] std::string make_token(World& world);
[[nodiscard]] bool has_token(const ObjectMetadata& metadata, std::string_view token);
/// Newest first.
void add_token(ObjectMetadata& metadata, const std::string& token);
void remove_token(ObjectMetadata& metadata, std::string_view token);

/// What an upload is given beside what its client said: a token, a disposition, a type.
void complete_upload(World& world, std::string_view name, ObjectMetadata& metadata);

}  // namespace resumulator::gcs::firebase
