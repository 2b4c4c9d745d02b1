#pragma once
// What a dataset holds, checked on its way in: features, and labels or targets.

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <genoprop/core/array.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/data/mapping.hpp>

namespace genoprop {

/// Rows of features in a mapped file, one after the other: floating-point numbers, or bytes where `pixels` says so.
struct MappedRows {
  std::shared_ptr<const Mapping> file{};
  std::size_t offset = 0;  ///< of the first row, in bytes
  std::size_t rows = 0, features = 0;
  bool pixels = false;
};

namespace dataset_detail {

inline constexpr std::size_t max_index = std::numeric_limits<Index>::max();

template <class X>
using Value = typename std::remove_cvref_t<X>::value_type;
/// double stays double, everything else becomes float
template <class X>
using Scalar = std::conditional_t<std::is_same_v<Value<X>, double>, double, float>;
/// a rank that is known to the compiler is n, or none is: other assignments are not even compiled
template <class X, std::size_t n>
inline constexpr bool may_have_rank = [] {
  constexpr std::size_t rank = xt::get_rank<std::remove_cvref_t<X>>::value;
  return rank == n || rank == std::numeric_limits<std::size_t>::max();
}();

/// `values` [n / columns, columns], of which the first is in row `first`
template <class T>
void require_finite(const char* what, const T* values, std::size_t n, std::size_t columns, std::size_t first = 0) {
  const T* const bad = std::find_if_not(values, values + n, [](T v) { return std::isfinite(v); });
  if (bad == values + n) return;
  const auto at = static_cast<std::size_t>(bad - values);
  throw DataError(
      text("Dataset: ", what, " is ", *bad, " in row ", first + at / columns, ", column ", at % columns, ", expected finite numbers"));
}

/// What copies and subsets of a dataset share.
template <class T>
struct Stored {
  // [rows, features] in one of three places, and where it begins
  xt::xtensor<T, 2> own_x;
  std::vector<std::uint8_t> own_pixels;
  std::shared_ptr<const Mapping> file;
  const T* x = nullptr;
  const std::uint8_t* pixels = nullptr;

  Index rows = 0, features = 0;
  xt::xtensor<std::int32_t, 1> labels;  // [rows], or none
  xt::xtensor<T, 2> targets;            // [rows, outputs], or none
  Index classes = 0;                    // 0: targets

  template <class X, class Y>
  static std::shared_ptr<const Stored> of(X&& x, Y&& y, std::optional<Index> classes) {
    static_assert(xt::is_xexpression<std::remove_cvref_t<X>>::value && xt::is_xexpression<std::remove_cvref_t<Y>>::value,
                  "genoprop: a Dataset is built from xtensor containers or adaptors: Dataset{x, labels} or Dataset{x, targets}");
    require<ShapeError>(x.dimension() == 2, "Dataset: dimensions of x is ", x.dimension(), ", expected 2: [rows, features]");
    auto stored = of_size(static_cast<std::size_t>(x.shape()[0]), static_cast<std::size_t>(x.shape()[1]), std::forward<Y>(y), classes);
    if constexpr (may_have_rank<X, 2>) stored->own_x = std::forward<X>(x);
    stored->x = stored->own_x.data();
    require_finite("x", stored->x, stored->own_x.size(), static_cast<std::size_t>(stored->features));
    return stored;
  }

  template <class Y>
  static std::shared_ptr<const Stored> of_pixels(std::vector<std::uint8_t> pixels, Index features, Y&& y) {
    require<DataError>(features > 0 && !pixels.empty() && pixels.size() % static_cast<std::size_t>(features) == 0,
                       "Dataset::of_pixels: pixels is ", pixels.size(), ", features is ", features, ", expected whole rows, at least one");
    auto stored =
        of_size(pixels.size() / static_cast<std::size_t>(features), static_cast<std::size_t>(features), std::forward<Y>(y), std::nullopt);
    stored->own_pixels = std::move(pixels);
    stored->pixels = stored->own_pixels.data();
    return stored;
  }

  template <class Y>
  static std::shared_ptr<const Stored> of_mapped(const MappedRows& from, Y&& y) {
    require<DataError>(from.file != nullptr, "Dataset::mapped: there is no file, expected a Mapping");
    const std::size_t bytes = from.file->bytes().size(), each = from.pixels ? 1 : sizeof(T);
    auto stored = of_size(from.rows, from.features, std::forward<Y>(y), std::nullopt);
    require<FileError>(from.offset <= bytes && from.rows <= (bytes - from.offset) / each / from.features,
                       "Dataset::mapped: ", from.file->path(), " has ", bytes, " bytes, expected ", from.rows, " rows of ", from.features,
                       " from byte ", from.offset, " on");
    require<FileError>(from.offset % each == 0, "Dataset::mapped: the rows of ", from.file->path(), " begin at byte ", from.offset,
                       ", expected a multiple of ", each);
    stored->file = from.file;
    const std::uint8_t* const first = from.file->bytes().data() + from.offset;
    if (from.pixels)
      stored->pixels = first;
    else
      stored->x = reinterpret_cast<const T*>(first);
    if (stored->x) stored->check_mapped();
    stored->file->expect_any_order();
    return stored;
  }

  /// the same rows with other targets [rows, outputs]
  std::shared_ptr<const Stored> with_targets(xt::xtensor<T, 2> other) const {
    auto copy = std::make_shared<Stored>(*this);
    if (copy->own_x.size() > 0) copy->x = copy->own_x.data();
    if (!copy->own_pixels.empty()) copy->pixels = copy->own_pixels.data();
    copy->take_targets(std::move(other));
    return copy;
  }

 private:
  /// sizes, and labels or targets
  template <class Y>
  static std::shared_ptr<Stored> of_size(std::size_t n, std::size_t features, Y&& y, std::optional<Index> classes) {
    require<DataError>(n > 0 && features > 0, "Dataset: x is [", n, ", ", features, "], expected at least one row and one feature");
    require<ShapeError>(std::max(n, features) <= max_index, "Dataset: x is [", n, ", ", features, "], expected at most ", max_index,
                        " rows and as many features");
    auto stored = std::make_shared<Stored>();
    stored->rows = static_cast<Index>(n);
    stored->features = static_cast<Index>(features);
    if constexpr (std::is_integral_v<Value<Y>>) {
      require<ShapeError>(y.dimension() == 1, "Dataset: dimensions of labels is ", y.dimension(), ", expected 1: [rows]");
      require_equal("Dataset: labels", y.shape()[0], n);
      stored->take_labels(y, classes);
    } else {
      require<ShapeError>(y.dimension() == 1 || y.dimension() == 2, "Dataset: dimensions of targets is ", y.dimension(),
                          ", expected 1 or 2: [rows] or [rows, outputs]");
      require_equal("Dataset: rows of targets", y.shape()[0], n);
      stored->take_targets(std::forward<Y>(y));
    }
    return stored;
  }

  void take_labels(const auto& y, std::optional<Index> given) {
    const auto n = static_cast<std::size_t>(y.shape()[0]);
    labels = xt::xtensor<std::int32_t, 1>::from_shape(std::array{n});
    Index largest = 0;
    for (std::size_t r = 0; r < n; ++r) {
      const auto label = y(r);
      require<DataError>(static_cast<std::uint64_t>(label) < max_index, "Dataset: label of row ", r, " is ", +label, ", expected 0 to ",
                         max_index - 1);
      labels(r) = static_cast<std::int32_t>(label);
      largest = std::max(largest, labels(r));
    }
    classes = given.value_or(largest + 1);
    require<DataError>(classes > largest, "Dataset: classes is ", classes, ", the largest label is ", largest, ", expected at least ",
                       largest + 1, " classes");
  }

  template <class Y>
  void take_targets(Y&& y) {
    const auto n = static_cast<std::size_t>(y.shape()[0]);
    if (y.dimension() == 1) {
      targets = xt::xtensor<T, 2>::from_shape(std::array{n, std::size_t{1}});
      for (std::size_t r = 0; r < n; ++r) targets(r, 0) = static_cast<T>(y(r));
    } else if constexpr (may_have_rank<Y, 2>) {
      require<DataError>(y.shape()[1] > 0, "Dataset: targets is [", n, ", 0], expected at least one column");
      targets = std::forward<Y>(y);
    }
    require_finite("targets", targets.data(), targets.size(), targets.shape()[1]);
  }

  /// one pass through the file; infinite numbers there would be found by nobody else
  void check_mapped() const {
    const auto columns = static_cast<std::size_t>(features), n = static_cast<std::size_t>(rows);
    for (std::size_t r = 0; r < n; ++r) require_finite("x", x + r * columns, columns, columns, r);
  }
};

}  // namespace dataset_detail
}  // namespace genoprop
