#pragma once
// Statistics of hidden activations over the probe rows, as alignment and screening need them.

#include <genoprop/core/math.hpp>
#include <genoprop/core/view.hpp>

namespace genoprop {

/// z = (h - mean) / deviation, column by column, 0 where a column does not vary; deviation [p, 1, units].
/// Sums run over the rows in order, in double.
template <class T>
struct StandardiseColumn {
  Block<const T> h;
  Block<T> z;
  Block<T> deviation;
  GENOPROP_HD void operator()(Index i, Index, Index c) const noexcept {
    double mean = 0, square = 0;
    for (Index r = 0; r < h.rows; ++r) mean += static_cast<double>(h(i, r, c));
    mean /= h.rows;
    for (Index r = 0; r < h.rows; ++r) {
      const double d = static_cast<double>(h(i, r, c)) - mean;
      square = math::fma(d, d, square);
    }
    const double sd = math::sqrt(square / h.rows);
    const bool varies = sd > 1e-7 * (1.0 + math::abs(mean));
    deviation(i, 0, c) = varies ? T(sd) : T(0);
    for (Index r = 0; r < h.rows; ++r) z(i, r, c) = varies ? T((static_cast<double>(h(i, r, c)) - mean) / sd) : T(0);
  }
};

/// Keeps a product as it is.
template <class T>
struct StoreProduct {
  Block<T> to;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept { to(i, r, c) = sum; }
};
/// Adds a product to what is there.
template <class T>
struct AddProduct {
  Block<T> to;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept { to(i, r, c) += sum; }
};

}  // namespace genoprop
