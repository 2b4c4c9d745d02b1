#pragma once
// The loss of a model whose program did not name one: what the file says of it.

#include <concepts>
#include <string>

#include <genoprop/engine/model.hpp>
#include <genoprop/io/safetensors_file.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>

namespace genoprop {

/// The loss that a file names: enough to turn outputs into predictions.
struct StoredLoss {
  std::string name;
  std::string numbers{};  ///< of a loss that has some, as the file says them: {"delta":0.5}
  template <class T>
  void predict(T* z, Index n) const {
    if (name == SoftmaxCrossEntropy::name || name == SmoothedCrossEntropy::name) SoftmaxCrossEntropy::predict(z, n);
    if (name == SigmoidCrossEntropy::name || name == MultiLabelCrossEntropy::name) SigmoidCrossEntropy::predict(z, n);
    if (name == Poisson::name) Poisson::predict(z, n);
  }
  bool known() const {
    for (const char* one : {SoftmaxCrossEntropy::name, SigmoidCrossEntropy::name, MeanSquaredError::name, SmoothedCrossEntropy::name,
                            MultiLabelCrossEntropy::name, Huber::name, Poisson::name, Pinball::name})
      if (name == one) return true;
    return false;
  }
  /// one of its numbers
  template <class Json = nlohmann::json>  // only programs that ask compile a parser
  float number(const char* key) const {
    const Json all = io_detail::parse_json<Json>(numbers);
    const bool there = all.is_object() && all.contains(key) && all[key].is_number();
    require<FileError>(there, "measure: the loss of the model is \"", name, "\", whose \"", key,
                       "\" its file does not say, expected a file of save(), or load(net, loss, path)");
    return all[key].template get<float>();
  }
};

/// Loss and accuracy under the loss that the file names.
template <class N, class T>
Scores measure(const Model<N, StoredLoss, T>& model, const Dataset<T>& data) {
  const auto as = [&](auto loss) { return measure(Model(model.network(), loss, model.genes(), model.fitness()), data); };
  const std::string& name = model.loss().name;
  if (name == SoftmaxCrossEntropy::name) return as(SoftmaxCrossEntropy{});
  if (name == SigmoidCrossEntropy::name) return as(SigmoidCrossEntropy{});
  if (name == SmoothedCrossEntropy::name) return as(SmoothedCrossEntropy{.smoothing = model.loss().number("smoothing")});
  if (name == MultiLabelCrossEntropy::name) return as(MultiLabelCrossEntropy{});
  if (name == Huber::name) return as(Huber{.delta = model.loss().number("delta")});
  if (name == Pinball::name) return as(Pinball{.tau = model.loss().number("tau")});
  if (name == Poisson::name) return as(Poisson{});
  require<Error>(name == MeanSquaredError::name, "measure: the loss of the model is \"", name,
                 "\", expected one of the library's; load(net, loss, path) takes any");
  return as(MeanSquaredError{});
}

namespace io_detail {

/// What a file says of a loss; numbers of a user's own are not known here.
template <class Loss>
StoredLoss stored(const Loss& loss) {
  StoredLoss out{std::string(loss.name)};
  if constexpr (std::same_as<Loss, StoredLoss>) out.numbers = loss.numbers;
  if constexpr (std::same_as<Loss, Huber>) out.numbers = nlohmann::json{{"delta", loss.delta}}.dump();
  if constexpr (std::same_as<Loss, Pinball>) out.numbers = nlohmann::json{{"tau", loss.tau}}.dump();
  if constexpr (std::same_as<Loss, SmoothedCrossEntropy>) out.numbers = nlohmann::json{{"smoothing", loss.smoothing}}.dump();
  return out;
}

}  // namespace io_detail
}  // namespace genoprop
