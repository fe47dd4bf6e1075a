// What OpenSSL calls back: the wire under a session, the name a client asks for, the protocol
// above.
//
// Threads  a session's own.
#pragma once

#include "http/openssl_ptr.h"

struct bio_st;

namespace resumulator {

class TlsSession;

struct TlsCallbacks {
  /// How sessions read and write their socket; null where OpenSSL has failed.
  [[nodiscard]] static OpensslPtr<bio_method_st> make_wire();
  /// Puts the callbacks for names and protocols into a context.
  static void install(ssl_ctx_st* context);

 private:
  static int read(bio_st* bio, char* into, int size);
  static int write(bio_st* bio, const char* bytes, int size);
  static long control(bio_st* bio, int command, long number, void* pointer);
  static int name(ssl_st* ssl, int* alert, void* given);
  static int protocol(ssl_st* ssl, const unsigned char** chosen, unsigned char* chosen_size,
                      const unsigned char* offered, unsigned offered_size, void* given);
};

}  // namespace resumulator
