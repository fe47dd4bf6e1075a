// The makers of all kinds, one a file of this folder. Only the catalogue reads this list.
#pragma once

#include <memory>

#include "faults/fault.h"

namespace resumulator {

[[nodiscard]] std::unique_ptr<FaultKind> make_answer();
[[nodiscard]] std::unique_ptr<FaultKind> make_pass();
[[nodiscard]] std::unique_ptr<FaultKind> make_stale_answer();
[[nodiscard]] std::unique_ptr<FaultKind> make_reset();
[[nodiscard]] std::unique_ptr<FaultKind> make_close();
[[nodiscard]] std::unique_ptr<FaultKind> make_hang();
[[nodiscard]] std::unique_ptr<FaultKind> make_stall();
[[nodiscard]] std::unique_ptr<FaultKind> make_delay();
[[nodiscard]] std::unique_ptr<FaultKind> make_read_rate();
[[nodiscard]] std::unique_ptr<FaultKind> make_write_rate();
[[nodiscard]] std::unique_ptr<FaultKind> make_truncate_answer();
[[nodiscard]] std::unique_ptr<FaultKind> make_content_length();
[[nodiscard]] std::unique_ptr<FaultKind> make_garbage();
[[nodiscard]] std::unique_ptr<FaultKind> make_forget_bytes();
[[nodiscard]] std::unique_ptr<FaultKind> make_hide_progress();
[[nodiscard]] std::unique_ptr<FaultKind> make_claim_bytes();
[[nodiscard]] std::unique_ptr<FaultKind> make_apply_twice();
[[nodiscard]] std::unique_ptr<FaultKind> make_session();
[[nodiscard]] std::unique_ptr<FaultKind> make_expire_after();
[[nodiscard]] std::unique_ptr<FaultKind> make_advance_clock();
[[nodiscard]] std::unique_ptr<FaultKind> make_flip_bit();
[[nodiscard]] std::unique_ptr<FaultKind> make_wrong_checksum();
[[nodiscard]] std::unique_ptr<FaultKind> make_header();
[[nodiscard]] std::unique_ptr<FaultKind> make_interim();
[[nodiscard]] std::unique_ptr<FaultKind> make_enter();
[[nodiscard]] std::unique_ptr<FaultKind> make_note();

}  // namespace resumulator
