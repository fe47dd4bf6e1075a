// Makes the first byte of an object another one while its upload passes by, as though it had come
// so.
//
// Multipart  the object is the second part; one that is empty, or begins with a line break, passes
//            untouched.
// Threads    one reader.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace resumulator {

class UploadDamage {
 public:
  /// `boundary` of a multipart body; empty: the body is the object.
  explicit UploadDamage(std::string boundary);
  /// The next bytes of the body.
  void pass(std::span<std::byte> bytes);

 private:
  [[nodiscard]] bool begins_object(char byte);

  const std::string delimiter_;
  std::string line_;
  int delimiters_ = 0;
  bool in_head_ = false;
  bool here_ = false;  // the next byte is the object's first
  bool done_ = false;
};

}  // namespace resumulator
