#pragma once
// The features of a table on their way into a file.

#include <string>

#include <genoprop/core/config.hpp>

namespace genoprop {

namespace io_detail {
/// How features are written: features_json.hpp has it for Features.
template <class F>
struct Describe;
}  // namespace io_detail

/// Features as a file has them. The type they come from is forgotten, so that programs without tables do not compile it.
struct DescribedFeatures {
  Index inputs = 0, outputs = 0;  ///< 0: there are none
  bool two_classes = false;
  std::string json{};
  DescribedFeatures() = default;
  template <class F>
  DescribedFeatures(const F& f) : inputs(f.inputs()), outputs(f.outputs()), two_classes(f.classes.size() == 2) {
    static_assert(
        requires { io_detail::Describe<F>::json(f); }, "genoprop: a model file takes Features; include <genoprop/io/tables.hpp>");
    json = io_detail::Describe<F>::json(f);
  }
};

}  // namespace genoprop
