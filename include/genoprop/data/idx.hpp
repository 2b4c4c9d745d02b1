#pragma once
// IDX, the format of MNIST: LeCun, Cortes & Burges, "The MNIST database of handwritten digits", section "file formats".
//   byte 0 1   0 0
//   byte 2     type of the numbers; 8: unsigned bytes
//   byte 3     dimensions d
//   then       d sizes, 32 bits each, most significant byte first, and the numbers, last dimension fastest

#include <array>
#include <cmath>
#include <vector>

#include <genoprop/core/math.hpp>
#include <genoprop/data/dataset.hpp>
#include <genoprop/data/gz.hpp>

namespace genoprop {

/// What the pixels of images are in memory; x has the same values.
enum class Pixels : std::uint8_t {
  floats,  ///< four bytes a pixel
  bytes,   ///< one; they become floats when a batch is gathered
};

/// How IDX files are read: `load_idx(images, labels, {.pixels = Pixels::bytes})`
struct Idx {
  /// A header may promise at most this many bytes. Memory grows with what really comes, so a false promise costs none.
  std::size_t bytes = std::size_t{1} << 31;
  Pixels pixels = Pixels::floats;
};

namespace idx_detail {

/// An IDX file of bytes, opened and its header checked.
template <std::size_t Dimensions>
struct File {
  static constexpr std::size_t length = 4 + 4 * Dimensions;  ///< of the header, in bytes
  const char* who;
  gz::Reader reader;
  std::array<std::uint32_t, Dimensions> sizes{};
  std::size_t bytes = 1;

  File(const char* whose, const std::filesystem::path& path, Idx how) : who(whose), reader(whose, path) {
    std::array<std::uint8_t, length> head{};
    const std::size_t came = reader.read(head);
    require<FileError>(came >= 4, who, ": ", path, " has ", came, " bytes, expected an IDX header of ", head.size());
    require<FileError>(head[0] == 0 && head[1] == 0, who, ": ", path, " starts with bytes ", +head[0], " ", +head[1],
                       ", expected 0 0: not an IDX file");
    require<FileError>(head[2] == 8, who, ": ", path, " has numbers of type ", +head[2], ", expected 8: unsigned bytes");
    require<FileError>(head[3] == Dimensions, who, ": ", path, " has ", +head[3], " dimensions, expected ", Dimensions,
                       Dimensions == 1 ? ": labels [n]" : ": images [n, rows, columns]");
    require<FileError>(came == head.size(), who, ": ", path, " ends after ", came, " bytes, expected an IDX header of ", head.size());
    for (std::size_t d = 0; d < Dimensions; ++d) {
      for (std::size_t b = 0; b < 4; ++b) sizes[d] = sizes[d] << 8 | head[4 + 4 * d + b];
      require<FileError>(sizes[d] > 0, who, ": ", path, " has size 0 in dimension ", d, ", expected at least 1");
      require<FileError>(sizes[d] <= how.bytes / bytes, who, ": ", path, " promises more than ", bytes, " x ", sizes[d],
                         " bytes, expected at most ", how.bytes, " in all");
      bytes *= sizes[d];
    }
  }

  /// the numbers: neither fewer nor more than the header promised
  std::vector<std::uint8_t> body() {
    std::vector<std::uint8_t> out;
    while (out.size() < bytes) {
      const std::size_t had = out.size();
      const std::size_t size = std::min(bytes, had + std::max(had, gz::chunk));  // doubles: at most twice what has come
      out.reserve(size);                                                         // no room behind the last: these may be kept
      out.resize(size);
      const std::size_t came = reader.read(std::span(out).subspan(had));
      require<FileError>(came == out.size() - had, who, ": ", reader.path(), " has ", had + came, " bytes after its header, expected ",
                         bytes);
    }
    std::uint8_t extra = 0;
    require<FileError>(reader.read({&extra, 1}) == 0, who, ": ", reader.path(), " goes on after the ", bytes,
                       " bytes that its header promises");
    return out;
  }
};

/// one label an image
inline xt::xtensor<std::int32_t, 1> labels(File<1>& file, const File<3>& images) {
  require<FileError>(images.sizes[0] == file.sizes[0], file.who, ": ", file.reader.path(), " has ", file.sizes[0], " labels, ",
                     images.reader.path(), " has ", images.sizes[0], " images, expected one label an image");
  const std::vector<std::uint8_t> bytes = file.body();
  auto y = xt::xtensor<std::int32_t, 1>::from_shape(std::array{bytes.size()});
  std::ranges::copy(bytes, y.data());
  return y;
}

template <std::size_t Dimensions>
void write_head(gz::Writer& out, const std::array<std::size_t, Dimensions>& sizes) {
  std::array<std::uint8_t, 4 + 4 * Dimensions> head{0, 0, 8, static_cast<std::uint8_t>(Dimensions)};
  for (std::size_t d = 0; d < Dimensions; ++d)
    for (std::size_t b = 0; b < 4; ++b) head[4 + 4 * d + b] = static_cast<std::uint8_t>(sizes[d] >> (24 - 8 * b));
  out.write(head);
}

}  // namespace idx_detail

/// Images and their labels, plain or gzip: x [n, rows * columns] in [0, 1], labels [n].
/// `load_idx("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")`
inline Dataset<float> load_idx(const std::filesystem::path& images, const std::filesystem::path& labels, Idx how = {}) {
  idx_detail::File<3> pictures("load_idx", images, how);
  idx_detail::File<1> names("load_idx", labels, how);
  const auto [n, height, width] = pictures.sizes;
  xt::xtensor<std::int32_t, 1> y = idx_detail::labels(names, pictures);
  std::vector<std::uint8_t> bytes = pictures.body();
  const std::size_t features = std::size_t{height} * width;
  require<FileError>(features <= dataset_detail::max_index, "load_idx: ", images, " has ", features, " pixels an image, expected at most ",
                     dataset_detail::max_index);
  Dataset<float> pixels = Dataset<float>::of_pixels(std::move(bytes), static_cast<Index>(features), y);
  if (how.pixels == Pixels::bytes) return pixels;
  return Dataset<float>{pixels.x(), std::move(y)};
}

/// The inverse: pixels are x in [0, 1], rounded to 255ths. `height` rows of pixels an image; 0: square images. Each file
/// appears whole under its name or not at all, and none where the disk is full before both are written; gzip where the name ends in ".gz".
inline void save_idx(const Dataset<float>& data, const std::filesystem::path& images, const std::filesystem::path& labels,
                     Index height = 0) {
  require<DataError>(data.rows() > 0 && data.has_labels(), "save_idx: the dataset has ", data.rows(), " rows and ", data.classes(),
                     " classes, expected labelled rows");
  require<DataError>(data.classes() <= 256, "save_idx: classes is ", data.classes(), ", expected at most 256: a label is one byte");
  const Index features = data.features();
  if (height == 0) height = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(features))));
  require<ShapeError>(height > 0 && features % height == 0, "save_idx: features is ", features, " in ", height,
                      " rows of pixels, expected a whole number a row");

  const auto n = static_cast<std::size_t>(data.rows());
  gz::Writer pictures("save_idx", images);
  gz::Writer names("save_idx", labels);
  idx_detail::write_head<3>(pictures, {n, static_cast<std::size_t>(height), static_cast<std::size_t>(features / height)});
  idx_detail::write_head<1>(names, {n});
  std::vector<std::uint8_t> line(static_cast<std::size_t>(features));
  for (Index r = 0; r < data.rows(); ++r) {
    if (data.has_pixels()) {
      pictures.write(data.pixels(r));
      continue;
    }
    const std::span<const float> x = data.row(r);
    for (std::size_t c = 0; c < x.size(); ++c) {
      require<DataError>(x[c] >= 0 && x[c] <= 1, "save_idx: x is ", x[c], " in row ", r, ", column ", c, ", expected 0 to 1");
      line[c] = static_cast<std::uint8_t>(math::fma(x[c], 255.0f, 0.5f));
    }
    pictures.write(line);
  }
  std::vector<std::uint8_t> all(n);
  std::ranges::transform(data.labels(), all.begin(), [](std::int32_t label) { return static_cast<std::uint8_t>(label); });
  names.write(all);
  pictures.close();
  names.close();
  pictures.commit();
  names.commit();
}

}  // namespace genoprop
