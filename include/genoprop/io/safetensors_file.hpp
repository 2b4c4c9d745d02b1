#pragma once
// What every reader and writer of safetensors files needs: eight bytes of header length, a JSON header, numbers (little-endian).

#include <bit>
#include <cmath>
#include <cstring>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include <genoprop/data/gz.hpp>

namespace genoprop {

static_assert(std::endian::native == std::endian::little, "genoprop: model files are written on little-endian machines");

namespace io_detail {

inline constexpr std::uint64_t longest_header = 100'000'000;  // as the format's own reader has it

/// The bytes of a file; its size is asked first, so that nothing larger than the file is ever allocated.
inline std::vector<std::uint8_t> read_bytes(const char* who, const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  require<FileError>(!error, who, ": cannot open ", path, ": ", error.message(), ", expected a readable file");
  std::vector<std::uint8_t> bytes;
  try {
    bytes.resize(size);
  } catch (const std::exception&) {  // bad_alloc, length_error
    throw FileError(text(who, ": ", path, " has ", size, " bytes, expected no more than there is memory for"));
  }
  gz::Reader file(who, path);
  bytes.resize(file.read(bytes));
  return bytes;
}

inline constexpr int deepest_json = 64;

/// Lists and objects lie no deeper in one another than a reader can bear: to copy, compare or print JSON, nlohmann's library calls itself
/// once a level, and some hundred thousand levels end the program. Right for all that its parser accepts before the first error.
inline bool is_shallow(const char* begin, const char* end) {
  int depth = 0;
  bool quoted = false;
  for (const char* p = begin; p < end; ++p) {
    if (quoted) {
      if (*p == '\\')
        ++p;
      else if (*p == '"')
        quoted = false;
    } else if (*p == '"') {
      quoted = true;
    } else if (*p == '[' || *p == '{') {
      if (++depth > deepest_json) return false;
    } else if (*p == ']' || *p == '}') {
      --depth;
    }
  }
  return true;
}
/// JSON from a file; what is none, or lies too deep, is discarded: `is_object()` and the like say no
template <class Json = nlohmann::json>
Json parse_json(const char* begin, const char* end) {
  return is_shallow(begin, end) ? Json::parse(begin, end, nullptr, false) : Json(Json::value_t::discarded);
}
template <class Json = nlohmann::json>
Json parse_json(const std::string& text) {
  return parse_json<Json>(text.data(), text.data() + text.size());
}

/// Weights are written plain: what reads them maps the file or asks its size.
inline void require_plain_name(const char* who, const std::filesystem::path& path) {
  require<FileError>(path.extension() != ".gz", who, ": ", path, " ends in .gz, expected another name: weights are written plain");
}

/// Before a file is written: none that is there gives way to one that no reader takes.
template <class T>
void require_finite_weights(const char* who, const T* weights, std::size_t n) {
  for (std::size_t g = 0; g < n; ++g)
    require<DataError>(std::isfinite(weights[g]), who, ": weight ", g, " is ", weights[g], ", expected a finite number");
}

/// The header of a file, checked against its size.
template <class Json = nlohmann::json>
Json read_header(const char* who, const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  require<FileError>(bytes.size() >= 8, who, ": ", path, " has ", bytes.size(), " bytes, expected a safetensors file of at least 8");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  require<FileError>(length <= longest_header && length <= bytes.size() - 8, who, ": ", path, " says its header has ", length,
                     " bytes, the file has ", bytes.size() - 8, " behind the length: expected a whole safetensors file");
  const auto* begin = reinterpret_cast<const char*>(bytes.data()) + 8;
  require<FileError>(is_shallow(begin, begin + length), who, ": ", path, " has a header of more than ", deepest_json,
                     " lists or objects inside one another, expected a safetensors file");
  auto header = parse_json<Json>(begin, begin + length);
  require<FileError>(header.is_object(), who, ": ", path, " has a header that is no JSON object, expected a safetensors file");
  return header;
}

/// Where a tensor lies behind the header, checked: inside `room` bytes, of this dtype and size.
struct Place {
  std::uint64_t begin = 0, end = 0;
};
template <class Json>
Place place_of(const char* who, const std::filesystem::path& path, const std::string& name, const Json& entry, std::uint64_t room,
               std::uint64_t size) {
  const Json offsets = entry.contains("data_offsets") ? entry["data_offsets"] : Json();
  require<FileError>(offsets.is_array() && offsets.size() == 2 && offsets[0].is_number_unsigned() && offsets[1].is_number_unsigned(), who,
                     ": ", path, ": ", name, " has data_offsets ", offsets.dump(), ", expected [begin, end]");
  const Place at{offsets[0].template get<std::uint64_t>(), offsets[1].template get<std::uint64_t>()};
  require<FileError>(at.begin <= at.end && at.end <= room && at.end - at.begin == size, who, ": ", path, ": ", name, " lies at ", at.begin,
                     " to ", at.end, " of ", room, " bytes, expected ", size, " bytes inside them");
  return at;
}
/// no two tensors share bytes
inline void require_apart(const char* who, const std::filesystem::path& path, const std::string& name, std::vector<Place>& taken,
                          Place at) {
  for (const Place& other : taken)
    require<FileError>(at.end <= other.begin || at.begin >= other.end, who, ": ", path, ": ", name,
                       " overlaps another tensor, expected one place each");
  taken.push_back(at);
}

}  // namespace io_detail
}  // namespace genoprop
