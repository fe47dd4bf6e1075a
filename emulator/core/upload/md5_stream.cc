#include "core/upload/md5_stream.h"

#include <openssl/evp.h>

#include <cassert>

namespace resumulator {

struct Md5Stream::State {
  State() : context(EVP_MD_CTX_new()) {}
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_MD_CTX* const context;
};

Md5Stream::Md5Stream() = default;
Md5Stream::~Md5Stream() = default;
Md5Stream::Md5Stream(Md5Stream&&) noexcept = default;
Md5Stream& Md5Stream::operator=(Md5Stream&&) noexcept = default;

void Md5Stream::update(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (!state_) {
    state_ = std::make_unique<State>();
    EVP_DigestInit_ex(state_->context, EVP_md5(), nullptr);
  }
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
  size_ += bytes.size();
}

Md5 Md5Stream::snapshot() const {
  if (!state_) return *RunningDigest(true).snapshot().md5;
  const State copy;
  EVP_MD_CTX_copy_ex(copy.context, state_->context);
  Md5 out{};
  unsigned size = 0;
  const int ok = EVP_DigestFinal_ex(copy.context, out.data(), &size);
  assert(ok == 1 && size == out.size());
  static_cast<void>(ok);
  return out;
}

Md5Stream Md5Stream::clone() const {
  Md5Stream copy;
  copy.size_ = size_;
  if (state_) {
    copy.state_ = std::make_unique<State>();
    EVP_MD_CTX_copy_ex(copy.state_->context, state_->context);
  }
  return copy;
}

void Md5Stream::restart() {
  state_.reset();
  size_ = 0;
}

}  // namespace resumulator
