#include "app/journal_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/app.h"
#include "app/ready.h"

namespace resumulator::app {

JournalFile::~JournalFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

Result<void> JournalFile::open(const std::string& path) {
  path_ = path;
  descriptor_ = path == "-" ? STDOUT_FILENO
                            : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) return {};
  return Unexpected(ErrorKind::kUsage,
                    "--journal: cannot write " + path + ": " + std::strerror(errno) +
                        "; name a file in a directory that exists and may be written",
                    path);
}

void JournalFile::write(const std::string& line) {
  MutexLock hold(mutex_);
  if (failed_) return;
  const auto written = write_descriptor(descriptor_, line + "\n");
  if (written) return;
  failed_ = true;
  complain("--journal: " + path_ + " takes no more: " + written.error().text);
}

}  // namespace resumulator::app
