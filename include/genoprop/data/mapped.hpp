#pragma once
// Datasets larger than memory: their features stay in a plain .npy or IDX file, and batches are gathered from there.

#include <genoprop/data/idx.hpp>
#include <genoprop/data/npy.hpp>

namespace genoprop {

namespace mapped_detail {

inline constexpr std::size_t any_size = std::size_t{1} << 56;  // the file's own size is the limit

/// the rows behind a header of `offset` bytes, in a file that has exactly them
inline MappedRows rows_behind(const char* who, const std::filesystem::path& path, std::size_t offset, std::size_t rows, std::size_t numbers,
                              std::size_t size) {
  MappedRows at{.file = std::make_shared<const Mapping>(who, path), .offset = offset, .rows = rows, .features = numbers / rows};
  const auto bytes = at.file->bytes();
  require<FileError>(bytes[0] != 0x1f || bytes.size() < 2 || bytes[1] != 0x8b, who, ": ", path,
                     " is compressed, expected a plain file: numbers are read where they lie");
  require<FileError>(bytes.size() == offset + numbers * size, who, ": ", path, " has ", bytes.size(), " bytes, expected ",
                     offset + numbers * size, " as its header promises");
  return at;
}

}  // namespace mapped_detail

/// Rows of an .npy file that stay there, and what they are, from a file that is read: `map_npy("x.npy", "y.npy")`. x is of `T` as the
/// file says it (<f4; <f8 for `map_npy<double>`), or bytes (|u1), which are pixels: x is a 255th. y as in `load_npy(x, y)`. Floats
/// are looked through once, for numbers that are not finite. With Settings{.batch = full_batch} every thread would hold all training
/// rows: choose a batch.
template <class T = float>
Dataset<T> map_npy(const std::filesystem::path& x, const std::filesystem::path& y) {
  const npy_detail::File head("map_npy", x, {.numbers = mapped_detail::any_size});
  const bool pixels = head.kind == 'u' && head.size == 1;
  head.need(pixels || (head.kind == 'f' && head.size == sizeof(T)), " has numbers of type ", head.kind, head.size, ", expected f",
            sizeof(T), " or bytes (u1); load_npy converts, and map_npy<double> takes f8");
  head.need(!head.columns_first || head.numbers == head.shape[0], " is in Fortran order, expected rows one after the other");
  MappedRows rows = mapped_detail::rows_behind("map_npy", x, head.length, head.shape[0], head.numbers, head.size);
  rows.pixels = pixels;
  npy_detail::File values("map_npy", y, {});
  values.need(values.shape[0] == rows.rows, " has ", values.shape[0], " rows, ", x, " has ", rows.rows, ", expected as many");
  if (values.kind == 'f') return Dataset<T>::mapped(rows, npy_detail::matrix<T>(values));
  return Dataset<T>::mapped(rows, npy_detail::labels(values));
}

/// Images that stay in their IDX file, and their labels, which are read: `map_idx("train-images-idx3-ubyte",
/// "train-labels-idx1-ubyte")`. The same dataset as `load_idx(images, labels, {.pixels = Pixels::bytes})`.
inline Dataset<float> map_idx(const std::filesystem::path& images, const std::filesystem::path& labels) {
  const idx_detail::File<3> head("map_idx", images, {.bytes = mapped_detail::any_size});
  MappedRows rows = mapped_detail::rows_behind("map_idx", images, idx_detail::File<3>::length, head.sizes[0], head.bytes, 1);
  rows.pixels = true;
  idx_detail::File<1> names("map_idx", labels, {});
  return Dataset<float>::mapped(rows, idx_detail::labels(names, head));
}

}  // namespace genoprop
