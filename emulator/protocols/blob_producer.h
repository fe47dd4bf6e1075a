// The bytes of a blob while they are sent.
//
// Units    bytes, half-open spans. Blocks of at most 256 KiB, whatever the size.
// Threads  one owner.
#pragma once

#include <memory>

#include "core/upload/blob.h"
#include "core/wire/byte_span.h"
#include "core/wire/http_message.h"

namespace resumulator {

/// The bytes `span` of `blob`. A blob that turns out shorter makes produce() fail: the connection
/// is cut rather than the object misrepresented.
[[nodiscard]] std::unique_ptr<BodyProducer> make_blob_producer(std::shared_ptr<const Blob> blob,
                                                               ByteSpan span);

}  // namespace resumulator
