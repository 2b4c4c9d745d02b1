#pragma once
// A dataset where the lanes of a crew reach it: the host's own rows, or a copy in device memory. Rows of a mapped file stay there: host
// code copies those of a batch into lane memory, before the step.

#include <memory>
#include <span>
#include <vector>

#include <genoprop/data/view.hpp>

namespace genoprop {

template <class T>
struct PlacedData {
  DataView<T> view;
  std::shared_ptr<void> memory{};  // device copies; none on the host
};

/// `place(crew, dataset.view())`: a view that lanes of this crew can read
template <class C, class T>
PlacedData<T> place(C& crew, const DataView<T>& data) {
  if constexpr (C::host) {
    return {data};
  } else {
    using Values = decltype(crew.template make<T>(1));
    using Bytes = decltype(crew.template make<std::uint8_t>(1));
    using Numbers = decltype(crew.template make<std::int32_t>(1));
    struct Copies {
      std::vector<Values> values;
      std::vector<Bytes> bytes;
      std::vector<Numbers> numbers;
    };
    auto copies = std::make_shared<Copies>();
    DataView<T> view = data;
    const auto stored = static_cast<std::size_t>(data.stored_rows);
    const auto copy = [&](auto& list, const auto* from, std::size_t n) {
      using U = std::remove_cvref_t<decltype(*from)>;
      list.push_back(crew.template make<U>(n));
      crew.write(std::span<const U>(from, n), list.back().data());
      return list.back().data();
    };
    const std::size_t features = stored * static_cast<std::size_t>(data.pitch);
    view.by_host = data.by_host || data.mapping != nullptr;
    if (data.x && !view.by_host) view.x = copy(copies->values, data.x, features);
    if (data.pixels && !view.by_host) view.pixels = copy(copies->bytes, data.pixels, features);
    if (data.targets) view.targets = copy(copies->values, data.targets, stored * static_cast<std::size_t>(data.target_pitch));
    if (data.weights) view.weights = copy(copies->values, data.weights, static_cast<std::size_t>(data.rows));
    if (data.labels) view.labels = copy(copies->numbers, data.labels, stored);
    if (data.row) view.row = copy(copies->numbers, data.row, static_cast<std::size_t>(data.rows));
    return {view, copies};
  }
}

/// Numbers where the lanes of one crew reach them.
struct PlacedNumbers {
  const double* values = nullptr;
  std::shared_ptr<void> memory{};
};
template <class C>
PlacedNumbers place(C& crew, const std::vector<double>& numbers) {
  if (numbers.empty()) return {};
  auto memory = crew.template make<double>(numbers.size());
  crew.write(std::span<const double>(numbers), memory.data());
  const auto kept = std::make_shared<decltype(memory)>(std::move(memory));
  return {kept->data(), kept};
}

}  // namespace genoprop
