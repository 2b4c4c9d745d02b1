#pragma once
// A safetensors file for tests, taken apart and put together again.

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "support/temp_folder.hpp"

namespace genoprop::support {

/// `model`: what the metadata of one of ours says of its layers; else null.
struct StoredFile {
  nlohmann::json header, model;
  test::Bytes data;
  explicit StoredFile(const std::filesystem::path& path) {
    const test::Bytes all = test::read_bytes(path);
    std::uint64_t length = 0;
    std::memcpy(&length, all.data(), 8);
    header = nlohmann::json::parse(all.begin() + 8, all.begin() + 8 + static_cast<std::ptrdiff_t>(length));
    if (has_model()) model = nlohmann::json::parse(header["__metadata__"]["model"].get<std::string>());
    data.assign(all.begin() + 8 + static_cast<std::ptrdiff_t>(length), all.end());
  }
  test::Bytes bytes() {
    if (has_model()) header["__metadata__"]["model"] = model.dump();
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    test::Bytes all(8);
    std::memcpy(all.data(), &length, 8);
    all.insert(all.end(), text.begin(), text.end());
    all.insert(all.end(), data.begin(), data.end());
    return all;
  }

 private:
  bool has_model() const { return header.contains("__metadata__") && header["__metadata__"].contains("model"); }
};

}  // namespace genoprop::support
