// The rows of the other protocols: the first rows once more, against the JSON API in the same
// minute.
#pragma once

namespace resumulator::bench {

void xml_uploads();
void photos_uploads();
void tus_uploads();

}  // namespace resumulator::bench
