#include "support/oracle_template.h"

#include <regex>
#include <vector>

namespace resumulator::testing_support {
namespace {

// Forms of captured and checked placeholders, by the name before the colon.
const std::map<std::string, std::string, std::less<>>& forms() {
  static const std::map<std::string, std::string, std::less<>> kForms = {
      {"GEN", "[0-9]{16}"},
      {"TOKEN", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"},
      {"UPLOAD_ID", "[A-Za-z0-9_-]+"},
      {"PAGE_TOKEN", ".+"},
      {"ETAG", "[A-Za-z0-9+/]+=*"},
      {"TIME", R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"},
      {"HTTPDATE", "[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT"},
      {"OWNER", ".+"},
      {"SIZE", "[0-9]+"},
      {"MD5", "[A-Za-z0-9+/]{22}=="},
      {"CRC32C", "[A-Za-z0-9+/]{6}=="},
  };
  return kForms;
}

bool is_captured(const std::string& name) {
  const std::string kind = name.substr(0, name.find(':'));
  return kind == "GEN" || kind == "TOKEN" || kind == "UPLOAD_ID" || kind == "PAGE_TOKEN";
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("^$\\.*+?()[]{}|/").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

struct Piece {
  std::string text;
  bool placeholder = false;
};

std::vector<Piece> pieces(std::string_view text) {
  static const std::regex kPlaceholder(R"(\{([A-Z][A-Z0-9_]*(?::[0-9]+)?)\})");
  const std::string whole(text);
  std::vector<Piece> out;
  std::size_t at = 0;
  for (std::sregex_iterator found(whole.begin(), whole.end(), kPlaceholder), end; found != end;
       ++found) {
    const auto begin = static_cast<std::size_t>(found->position());
    out.push_back({whole.substr(at, begin - at), false});
    out.push_back({(*found)[1].str(), true});
    at = begin + static_cast<std::size_t>(found->length());
  }
  out.push_back({whole.substr(at), false});
  return out;
}

}  // namespace

std::optional<std::string> OracleNames::get(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::string OracleNames::fill(std::string_view text) const {
  std::string out;
  for (const Piece& piece : pieces(text)) {
    if (!piece.placeholder) {
      out += piece.text;
    } else if (const auto value = get(piece.text)) {
      out += *value;
    } else {
      out += "{" + piece.text + "}";
    }
  }
  return out;
}

std::string OracleNames::match(std::string_view pattern, const std::string& text) {
  std::string expression;
  std::vector<std::string> captured;
  for (const Piece& piece : pieces(pattern)) {
    const std::string kind = piece.text.substr(0, piece.text.find(':'));
    if (!piece.placeholder) {
      expression += escape(piece.text);
    } else if (const auto value = get(piece.text)) {
      expression += escape(*value);
    } else if (const auto form = forms().find(kind); form != forms().end()) {
      expression += "(" + form->second + ")";
      captured.push_back(piece.text);
    } else {
      expression += escape("{" + piece.text + "}");
    }
  }
  std::smatch found;
  if (!std::regex_match(text, found, std::regex(expression))) {
    return "\"" + text + "\" is not \"" + fill(pattern) + "\"";
  }
  for (std::size_t i = 0; i < captured.size(); ++i) {
    if (!is_captured(captured[i])) continue;
    if (std::string problem = keep(captured[i], found[i + 1].str()); !problem.empty()) {
      return problem;
    }
  }
  return {};
}

std::string OracleNames::keep(const std::string& name, const std::string& value) {
  if (const auto known = get(name); known && *known != value) {
    return name + " is " + value + ", was " + *known;
  }
  const std::string kind = name.substr(0, name.find(':') + 1);
  for (const auto& [other, other_value] : values_) {
    if (other == name || kind.empty() || other.rfind(kind, 0) != 0) continue;
    if (other_value == value) return name + " equals " + other;
    const bool later = kind == "GEN:" && std::stoi(name.substr(4)) > std::stoi(other.substr(4));
    if (later && value < other_value) return name + " is not larger than " + other;
  }
  values_[name] = value;
  return {};
}

}  // namespace resumulator::testing_support
