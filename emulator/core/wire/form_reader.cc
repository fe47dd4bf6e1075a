#include "core/wire/form_reader.h"

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/multipart_reader.h"
#include "core/wire/urlencoded_reader.h"

namespace resumulator {
namespace {

// Of all that browsers escape in names, and nothing else: a percent sign is most often itself.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    const char plain = iequals(three, "%22")   ? '"'
                       : iequals(three, "%0D") ? '\r'
                       : iequals(three, "%0A") ? '\n'
                                               : '\0';
    out += plain == '\0' ? text[i] : plain;
    if (plain != '\0') i += 2;
  }
  return out;
}

/// Takes a quoted string or a token off the front.
std::optional<std::string> take_value(std::string_view& text) {
  std::string value;
  if (!take_prefix(text, "\"")) {
    const std::size_t end = std::min(text.find(';'), text.size());
    value = trim(text.substr(0, end));
    text.remove_prefix(end);
    return value;
  }
  // A backslash is the path separator of some; only before a quote or itself does it escape.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    const bool escapes =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    if (escapes) ++i;
    value += text[i];
  }
  return std::nullopt;
}

}  // namespace

Result<FormDisposition> parse_form_disposition(std::string_view value) {
  const auto malformed = [](const char* what) {
    return Unexpected(ErrorKind::kMalformed, what, "Content-Disposition");
  };
  const Halves kind = split_once(value, ';');
  if (!iequals(trim(kind.first), "form-data")) return malformed("a part of a form is no form-data");
  FormDisposition found;
  bool named = false;
  std::string_view rest = kind.second;
  while (!trim(rest).empty()) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return malformed("a parameter of a part has no value");
    const std::string_view key = trim(rest.substr(0, equals));
    rest = trim(rest.substr(equals + 1));
    auto text = take_value(rest);
    if (!text) return malformed("a quoted name of a part does not end");
    if (iequals(key, "name") && !std::exchange(named, true)) found.name = unescape(*text);
    if (iequals(key, "filename") && !found.filename) found.filename = unescape(*text);
    rest = trim(rest);
    if (!rest.empty() && !take_prefix(rest, ";")) return malformed("a part's name is not clear");
  }
  if (!named) return malformed("a part of a form has no name");
  return found;
}

struct FormReader::Source {
  virtual ~Source() = default;
  virtual Result<bool> next() = 0;
  virtual BodySource& value() = 0;
  std::string name;
  std::optional<std::string> filename;
  std::string content_type;
  bool urlencoded = false;
};

namespace {

class MultipartForm final : public FormReader::Source {
 public:
  MultipartForm(BodySource& body, const std::string& boundary) : reader_(body, boundary) {}
  Result<bool> next() override {
    Result<bool> more = reader_.next();
    if (!more || !*more) return more;
    auto disposition = parse_form_disposition(reader_.headers().get("Content-Disposition"));
    if (!disposition) return Unexpected(std::move(disposition).error());
    name = std::move(disposition->name);
    filename = std::move(disposition->filename);
    content_type = reader_.headers().get("Content-Type");
    return true;
  }
  BodySource& value() override { return reader_.part(); }

 private:
  MultipartReader reader_;
};

class UrlencodedForm final : public FormReader::Source {
 public:
  explicit UrlencodedForm(BodySource& body) : reader_(body) { urlencoded = true; }
  Result<bool> next() override {
    Result<bool> more = reader_.next();
    if (more && *more) name = reader_.name();
    return more;
  }
  BodySource& value() override { return reader_.value(); }

 private:
  UrlencodedReader reader_;
};

}  // namespace

bool FormReader::reads(const MediaType& type) {
  if (type.is("application", "x-www-form-urlencoded")) return true;
  return type.is("multipart", "form-data") && multipart_boundary(type).has_value();
}

FormReader::FormReader(BodySource& body, const MediaType& type) {
  if (type.is("multipart", "form-data")) {
    source_ = std::make_unique<MultipartForm>(body, multipart_boundary(type).value_or("-"));
  } else {
    source_ = std::make_unique<UrlencodedForm>(body);
  }
}
FormReader::~FormReader() = default;

Result<bool> FormReader::next() { return source_->next(); }
const std::string& FormReader::name() const { return source_->name; }
const std::optional<std::string>& FormReader::filename() const { return source_->filename; }
std::string_view FormReader::content_type() const { return source_->content_type; }
BodySource& FormReader::value() { return source_->value(); }
bool FormReader::is_urlencoded() const { return source_->urlencoded; }

}  // namespace resumulator
