#pragma once
// NPY, the format of numpy.save: Kern, "A simple file format for NumPy arrays", NEP 1, 2007.
//   6 bytes    \x93 N U M P Y
//   2 bytes    version: 1.0, 2.0 or 3.0
//   2 bytes    length of the text that follows (4 bytes from version 2 on), least significant byte first
//   text       {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784), }
//   then       the numbers

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <genoprop/data/dataset.hpp>
#include <genoprop/data/gz.hpp>

namespace genoprop {

/// A header may promise at most this many numbers.
struct NpyLimits {
  std::size_t numbers = std::size_t{1} << 31;
};

namespace npy_detail {

inline constexpr std::size_t most_by_gzip = 1032;  // bytes out of one: zlib's technical details, "maximum compression factor"

/// A file whose header is read and checked.
struct File {
  const char* who;
  gz::Reader reader;
  std::size_t length = 0;  ///< of the header, in bytes
  char kind = 'f';         ///< f: floating point, i: signed, u: unsigned, b: true or false
  std::size_t size = 4;
  bool columns_first = false;  ///< the first dimension is fastest
  std::vector<std::size_t> shape{};
  std::size_t numbers = 1;

  File(const char* whose, const std::filesystem::path& path, NpyLimits limits) : who(whose), reader(whose, path) {
    std::array<std::uint8_t, 12> head{};
    const auto take = [&](std::size_t from, std::size_t n) {
      const std::size_t came = reader.read(std::span(head).subspan(from, n));
      need(came == n, " ends in its header, expected an .npy file");
    };
    take(0, 8);
    need(std::memcmp(head.data(), "\x93NUMPY", 6) == 0, " does not start with \\x93NUMPY, expected an .npy file");
    need(head[6] >= 1 && head[6] <= 3, " is of version ", +head[6], ", expected 1 to 3");
    const std::size_t wide = head[6] == 1 ? 2 : 4;
    take(8, wide);
    std::size_t letters = 0;
    for (std::size_t b = 0; b < wide; ++b) letters |= std::size_t{head[8 + b]} << 8 * b;
    need(letters <= 1 << 16, " has a header of ", letters, " bytes, expected at most 65536");
    std::string text(letters, '\0');
    need(reader.read({reinterpret_cast<std::uint8_t*>(text.data()), letters}) == letters, " ends in its header, expected an .npy file");
    length = 8 + wide + letters;

    const std::string_view descr = quoted(value_of(text, "'descr'"));
    need(descr.size() == 3, " has numbers of type ", descr, ", expected such as <f4");
    kind = descr[1];
    size = static_cast<std::size_t>(descr[2] - '0');
    const bool known = kind == 'f'   ? size == 4 || size == 8
                       : kind == 'b' ? size == 1
                                     : (kind == 'i' || kind == 'u') && std::has_single_bit(size) && size <= 8;
    need(known && (descr[0] == '<' || (descr[0] == '|' && size == 1)), " has numbers of type ", descr,
         ", expected <f4, <f8, or integers of 1 to 8 bytes, least significant byte first");
    const std::string_view order = value_of(text, "'fortran_order'");
    columns_first = order.starts_with("True");
    need(columns_first || order.starts_with("False"), " does not say its order, expected an .npy file");
    read_shape(value_of(text, "'shape'"), limits);
    std::error_code ignored;
    const std::uintmax_t bytes = std::filesystem::file_size(path, ignored);
    need(ignored || numbers * size / most_by_gzip <= bytes, " promises ", numbers, " numbers and has ", bytes,
         " bytes, expected as many as it promises");
  }

  /// f(i, value) for every number, in the order of the file, then nothing may follow
  template <class T, class F>
  void each(F f) {
    switch (kind) {
      case 'f':
        return size == 4 ? each_of<float, T>(f) : each_of<double, T>(f);
      case 'b':
        return each_of<std::uint8_t, T>(f);
      case 'u':
        return size == 1   ? each_of<std::uint8_t, T>(f)
               : size == 2 ? each_of<std::uint16_t, T>(f)
               : size == 4 ? each_of<std::uint32_t, T>(f)
                           : each_of<std::uint64_t, T>(f);
      default:
        return size == 1   ? each_of<std::int8_t, T>(f)
               : size == 2 ? each_of<std::int16_t, T>(f)
               : size == 4 ? each_of<std::int32_t, T>(f)
                           : each_of<std::int64_t, T>(f);
    }
  }

  template <class... Parts>
  void need(bool good, const Parts&... parts) const {
    require<FileError>(good, who, ": ", reader.path(), parts...);
  }

 private:
  std::string_view value_of(std::string_view text, std::string_view key) const {
    const std::size_t at = text.find(key);
    need(at != std::string_view::npos, " has no ", key, " in its header, expected an .npy file");
    std::string_view rest = text.substr(at + key.size());
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == ':')) rest.remove_prefix(1);
    return rest;
  }
  std::string_view quoted(std::string_view text) const {
    const std::size_t end = text.empty() ? std::string_view::npos : text.find('\'', 1);
    need(end != std::string_view::npos && text[0] == '\'', " holds records, expected numbers of one type");
    return text.substr(1, end - 1);
  }
  void read_shape(std::string_view text, NpyLimits limits) {
    need(text.starts_with("("), " has no shape in its header, expected an .npy file");
    const std::size_t end = text.find(')');
    need(end != std::string_view::npos, " has no shape in its header, expected an .npy file");
    bool digits = false;
    std::size_t next = 0;
    for (const char c : text.substr(1, end)) {
      if (c >= '0' && c <= '9') {
        need(next <= limits.numbers, " promises more than ", limits.numbers, " numbers");
        next = 10 * next + static_cast<std::size_t>(c - '0');
        digits = true;
      } else if (digits) {
        need(next > 0, " has size 0 in dimension ", shape.size(), ", expected at least 1");
        need(next <= limits.numbers / numbers, " promises more than ", limits.numbers, " numbers");
        numbers *= next;
        shape.push_back(next);
        next = 0;
        digits = false;
      } else {
        need(c == ' ' || c == ',' || c == ')', " has a shape that holds '", c, "', expected sizes");
      }
    }
    need(!shape.empty(), " holds one number, expected at least one dimension");
    need(!columns_first || shape.size() <= 2, " is of ", shape.size(), " dimensions in Fortran order, expected at most 2");
  }
  template <class From, class T, class F>
  void each_of(F f) {
    std::vector<From> piece(std::min(numbers, gz::chunk / sizeof(From)));
    for (std::size_t i = 0; i < numbers;) {
      const std::size_t n = std::min(piece.size(), numbers - i);
      const std::size_t came = reader.read({reinterpret_cast<std::uint8_t*>(piece.data()), n * sizeof(From)});
      need(came == n * sizeof(From), " ends after ", i + came / sizeof(From), " numbers, expected ", numbers);
      for (std::size_t k = 0; k < n; ++k) f(i + k, static_cast<T>(piece[k]));
      i += n;
    }
    std::uint8_t extra = 0;
    need(reader.read({&extra, 1}) == 0, " goes on after the ", numbers, " numbers that its header promises");
  }
};

/// the numbers as [first dimension, all others]
template <class T>
xt::xtensor<T, 2> matrix(File& file) {
  const std::size_t rows = file.shape[0], columns = file.numbers / rows;
  auto out = xt::xtensor<T, 2>::from_shape({rows, columns});
  if (file.columns_first)
    file.each<T>([&](std::size_t i, T v) { out(i % rows, i / rows) = v; });
  else
    file.each<T>([&](std::size_t i, T v) { out.data()[i] = v; });
  return out;
}
/// one integer a row
inline xt::xtensor<std::int64_t, 1> labels(File& file) {
  file.need(file.numbers == file.shape[0], " has ", file.numbers / file.shape[0],
            " integers a row, expected one label, or floating-point targets");
  auto out = xt::xtensor<std::int64_t, 1>::from_shape({file.numbers});
  file.each<std::int64_t>([&](std::size_t i, std::int64_t label) { out(i) = label; });
  return out;
}

}  // namespace npy_detail

/// The array of an .npy file, plain or gzip, as [first dimension, all others]: [60000, 28, 28] becomes [60000, 784].
template <class T = float>
xt::xtensor<T, 2> load_npy(const std::filesystem::path& path, NpyLimits limits = {}) {
  npy_detail::File file("load_npy", path, limits);
  return npy_detail::matrix<T>(file);
}

/// Rows and what they are: `load_npy("x.npy", "y.npy")`. Integers y [n] are labels, floating-point y [n] or [n, outputs] are targets.
template <class T = float>
Dataset<T> load_npy(const std::filesystem::path& x, const std::filesystem::path& y, NpyLimits limits = {}) {
  npy_detail::File rows("load_npy", x, limits), values("load_npy", y, limits);
  values.need(values.shape[0] == rows.shape[0], " has ", values.shape[0], " rows, ", x, " has ", rows.shape[0], ", expected as many");
  if (values.kind == 'f') return {npy_detail::matrix<T>(rows), npy_detail::matrix<T>(values)};
  const auto labels = npy_detail::labels(values);
  return {npy_detail::matrix<T>(rows), labels};
}

}  // namespace genoprop
