#pragma once
// An .npy file as numpy.save writes it, or almost.

#include <cstdint>
#include <string>
#include <vector>

#include "support/temp_folder.hpp"

namespace test {

/// `ends_at`: what the header's length is a multiple of
template <class T>
std::string npy(const std::string& descr, const std::string& shape, const std::vector<T>& numbers, const char* fortran = "False",
                int version = 1, std::size_t ends_at = 64) {
  std::string text = "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  text.append(ends_at - 1 - (text.size() + (version == 1 ? 10 : 12)) % ends_at, ' ');
  text += '\n';
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  for (int b = 0; b < (version == 1 ? 2 : 4); ++b) out += static_cast<char>(text.size() >> 8 * b & 255);
  out += text;
  out.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T));
  return out;
}
inline std::filesystem::path file_of(const TempFolder& folder, const std::string& content, const char* name = "a.npy") {
  return write_bytes(folder / name, {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
}

}  // namespace test
