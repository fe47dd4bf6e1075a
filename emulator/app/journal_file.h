// The journal as it grows: one exchange a line, in a file or on stdout.
//
// Form     as in the admin API and in run folders: `resumulator judge --journal` reads it.
// Errors   kUsage: the file cannot be opened. What cannot be written later is told once on stderr.
// Threads  write() from any thread; each line is there whole.
#pragma once

#include <resumulator/result.hpp>
#include <string>

#include "core/base/mutex.h"

namespace resumulator::app {

class JournalFile {
 public:
  JournalFile() = default;
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  /// Begins anew; "-" is stdout.
  [[nodiscard]] Result<void> open(const std::string& path);
  void write(const std::string& line) EXCLUDES(mutex_);

 private:
  std::string path_;
  int descriptor_ = -1;
  Mutex mutex_;
  bool failed_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator::app
