// What a JSON library says is wrong with a document, as a sentence for people.
//
// Threads  pure functions.
#pragma once

#include <exception>
#include <string>

namespace resumulator {

/// `"seed" is missing`; what is not known stays as the library says it, without the name it gives
/// to that.
[[nodiscard]] std::string json_words(const std::exception& problem);

}  // namespace resumulator
