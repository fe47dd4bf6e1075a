// The rule book at work: every rule of the protocols seen, judged over the story.
//
// Threads  pure functions.
#pragma once

#include <vector>

#include "verdict/checks.h"

namespace resumulator {

/// One result per rule whose protocol was used; id "rule GCS-02".
[[nodiscard]] std::vector<CheckResult> run_book(const CheckInput& input);

/// A rule and how it is judged.
struct BookEntry {
  BookRule rule;
  void (*judge)(const CheckInput&, CheckResult&);
};
/// The rules of Cloud Storage, by id.
[[nodiscard]] const std::vector<BookEntry>& gcs_rules();
/// Of uploads in parts by the XML API.
[[nodiscard]] const std::vector<BookEntry>& xml_parts_rules();
/// The rules of Google Photos' uploads, by id.
[[nodiscard]] const std::vector<BookEntry>& photos_rules();
/// Of the Resumable.js family.
[[nodiscard]] const std::vector<BookEntry>& resumablejs_rules();
/// The rules of tus, by id.
[[nodiscard]] const std::vector<BookEntry>& tus_rules();
/// The rules of the IETF's resumable uploads, by id.
[[nodiscard]] const std::vector<BookEntry>& ietf_rules();

}  // namespace resumulator
