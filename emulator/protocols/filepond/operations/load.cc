// GET: a finished file, as FilePond's `load` and `restore` ask for it. Rules fpd.load.*
#include "protocols/blob_producer.h"
#include "protocols/filepond/request.h"
#include "protocols/quoted_name.h"

namespace resumulator::filepond {
namespace {

class Load final : public FilePondCall {
 public:
  explicit Load(Request from) : FilePondCall(std::move(from), Operation::kDownload, "load") {}

 private:
  Response answer(BodySource&) override {
    if (!catch_up(find_transfer(world(), request().id))) {
      return refuse(503, "The file cannot be stored.");
    }
    const auto object = world().objects().get(kBucket, *request().id);
    if (!object) return refuse(404, "There is no such file.");
    const ObjectVersion& file = **object;
    Response response;
    response.status = 200;
    response.headers.add("Content-Type", file.metadata.content_type.empty()
                                             ? "application/octet-stream"
                                             : file.metadata.content_type);
    // Rule fpd.load.name: the page shows it.
    const auto named = file.metadata.custom.find("filename");
    const std::string& name = named == file.metadata.custom.end() ? file.name : named->second;
    response.headers.add("Content-Disposition", "inline; filename=" + quoted_name(name));
    response.producer = make_blob_producer(file.blob, {0, file.size});
    response.producer_length = file.size;
    return response;
  }
};

}  // namespace

std::unique_ptr<Call> open_load(Request request) {
  return std::make_unique<Load>(std::move(request));
}

}  // namespace resumulator::filepond
