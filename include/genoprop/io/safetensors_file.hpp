#pragma once
// What every reader and writer of safetensors files needs: eight bytes of header length, a JSON header, numbers (little-endian).

#include <bit>
#include <cmath>
#include <cstring>
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
  std::vector<std::uint8_t> bytes(size);
  gz::Reader file(who, path);
  bytes.resize(file.read(bytes));
  return bytes;
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
  auto header = Json::parse(begin, begin + length, nullptr, false);
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
