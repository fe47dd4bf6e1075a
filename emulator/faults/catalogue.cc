// Every kind of fault, in the order of the documentation.
#include "faults/kinds/kinds.h"

namespace resumulator {

const std::vector<std::unique_ptr<FaultKind>>& fault_kinds() {
  static const std::vector<std::unique_ptr<FaultKind>> kinds = [] {
    std::vector<std::unique_ptr<FaultKind>> list;
    list.push_back(make_answer());
    list.push_back(make_pass());
    list.push_back(make_stale_answer());
    list.push_back(make_reset());
    list.push_back(make_close());
    list.push_back(make_hang());
    list.push_back(make_stall());
    list.push_back(make_delay());
    list.push_back(make_read_rate());
    list.push_back(make_write_rate());
    list.push_back(make_truncate_answer());
    list.push_back(make_content_length());
    list.push_back(make_garbage());
    list.push_back(make_forget_bytes());
    list.push_back(make_hide_progress());
    list.push_back(make_claim_bytes());
    list.push_back(make_apply_twice());
    list.push_back(make_session());
    list.push_back(make_expire_after());
    list.push_back(make_advance_clock());
    list.push_back(make_flip_bit());
    list.push_back(make_wrong_checksum());
    list.push_back(make_header());
    list.push_back(make_interim());
    list.push_back(make_enter());
    list.push_back(make_note());
    return list;
  }();
  return kinds;
}

const FaultKind* find_fault_kind(std::string_view word) {
  for (const auto& kind : fault_kinds()) {
    if (kind->word() == word) return kind.get();
  }
  return nullptr;
}

}  // namespace resumulator
