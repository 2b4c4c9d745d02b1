#pragma once
// What a model says of all rows of a dataset.

#include <algorithm>

#include <genoprop/data/dataset.hpp>

namespace genoprop {

/// `model.predict` of the rows of a dataset, [rows, outputs], a piece of rows at a time: as floats, bytes and rows of a file may be more
/// than memory holds. Pieces are whole batches of `predict`, so that no bit depends on them.
template <class M, class T>
auto predictions(const M& model, const Dataset<T>& data) {
  constexpr Index batch = 256, bytes = Index{1} << 24;
  const Index rows = data.rows();
  const Index fit = bytes / static_cast<Index>(sizeof(T)) / std::max(data.features(), Index{1}) / batch * batch;
  const Index piece = std::max(fit, batch);
  auto all = model.predict(data.x(0, std::min(piece, rows)));
  if (rows <= piece) return all;
  auto out = decltype(all)::from_shape({static_cast<std::size_t>(rows), all.shape(1)});
  std::copy(all.begin(), all.end(), out.begin());
  for (Index first = piece; first < rows; first += piece) {
    const auto part = model.predict(data.x(first, std::min(piece, rows - first)));
    std::copy(part.begin(), part.end(), out.begin() + static_cast<std::ptrdiff_t>(first) * static_cast<std::ptrdiff_t>(part.shape(1)));
  }
  return out;
}

/// A network that says NaN says nothing: a run calls it diverged, a metric refuses it. p [rows, outputs]
template <class P>
void check_numbers(const char* who, const P& p) {
  for (std::size_t i = 0; i < p.size(); ++i)
    require<DataError>(p.data()[i] == p.data()[i], who, ": prediction of row ", i / p.shape(1), " is NaN, expected a number");
}

}  // namespace genoprop
