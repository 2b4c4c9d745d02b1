#pragma once
// A policy as text, for reports: `Sgd{rate = 0.1, momentum = 0.9, decay = 0, nesterov = false}`. Policies are aggregates of numbers, so
// that neither they nor their users have to write this down.

#include <cstdio>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace genoprop {

namespace spelled_detail {

// What the compiler calls its template argument is the only name that C++20 has for a type, a member or an enumerator.
template <class T>
constexpr const char* type_signature() {
  return __PRETTY_FUNCTION__;
}
template <auto value>
constexpr const char* value_signature() {
  return __PRETTY_FUNCTION__;
}

/// "[with T = genoprop::Aligned<genoprop::UnitWise>]" -> "Aligned<UnitWise>"
inline std::string type_in(std::string_view signature) {
  signature = signature.substr(signature.find("T = ") + 4);
  std::string name(signature.substr(0, signature.rfind(']')));
  constexpr std::string_view ours = "genoprop::";
  for (auto at = name.find(ours); at != std::string::npos; at = name.find(ours, at)) name.erase(at, ours.size());
  for (auto at = name.find("> >"); at != std::string::npos; at = name.find("> >", at)) name.erase(at + 1, 1);
  return name;
}
/// the last identifier: "[with auto value = (& nowhere<Sgd>.Alone<Sgd>::value.Sgd::rate)]" or clang's "[value = {&nowhere.value.rate}]"
/// -> "rate"; of a number none
inline std::string_view identifier_in(std::string_view signature) {
  const auto last = signature.find_last_not_of(")}]");
  if (last == std::string_view::npos) return {};
  signature = signature.substr(0, last + 1);
  const auto before = signature.find_last_of(":.) =");
  signature = before == std::string_view::npos ? signature : signature.substr(before + 1);
  const bool number = signature.empty() || signature[0] == '-' || (signature[0] >= '0' && signature[0] <= '9');
  return number ? std::string_view{} : signature;
}

/// converts to whatever a member is
struct Anything {
  template <class T>
  operator T() const;  // NOLINT: never defined, never called
};
template <class T>
struct AnyBaseOf {
  template <class B>
    requires(std::is_base_of_v<B, T> && !std::is_same_v<B, T>)
  operator B() const;  // NOLINT
};
template <class T>
concept Derived = requires {
  T{AnyBaseOf<T>{}};
};

inline constexpr int most_members = 16;
template <class T, class... Given>
consteval int count_members() {
  if constexpr (sizeof...(Given) > most_members)
    return -1;  // more than are spelled
  else if constexpr (requires { T{Given{}..., Anything{}}; })
    return count_members<T, Given..., Anything>();
  else
    return static_cast<int>(sizeof...(Given));
}

/// f(member, ...) of an aggregate of n
template <int n, class T, class F>
constexpr auto with_members(T& v, F f) {
#define GENOPROP_APART(count, ...) \
  if constexpr (n == count) {      \
    auto& [__VA_ARGS__] = v;       \
    return f(__VA_ARGS__);         \
  }
  GENOPROP_APART(1, a)
  GENOPROP_APART(2, a, b)
  GENOPROP_APART(3, a, b, c)
  GENOPROP_APART(4, a, b, c, d)
  GENOPROP_APART(5, a, b, c, d, e)
  GENOPROP_APART(6, a, b, c, d, e, g)
  GENOPROP_APART(7, a, b, c, d, e, g, h)
  GENOPROP_APART(8, a, b, c, d, e, g, h, i)
  GENOPROP_APART(9, a, b, c, d, e, g, h, i, j)
  GENOPROP_APART(10, a, b, c, d, e, g, h, i, j, k)
  GENOPROP_APART(11, a, b, c, d, e, g, h, i, j, k, l)
  GENOPROP_APART(12, a, b, c, d, e, g, h, i, j, k, l, m)
  GENOPROP_APART(13, a, b, c, d, e, g, h, i, j, k, l, m, o)
  GENOPROP_APART(14, a, b, c, d, e, g, h, i, j, k, l, m, o, p)
  GENOPROP_APART(15, a, b, c, d, e, g, h, i, j, k, l, m, o, p, q)
  GENOPROP_APART(16, a, b, c, d, e, g, h, i, j, k, l, m, o, p, q, r)
#undef GENOPROP_APART
}

// The address of a member of an object that is declared and never made is a constant, whose name compilers say: clang before 18 only
// where it lies in a struct.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class T>
struct Alone {
  T value;
};
template <class T>
extern const Alone<T> nowhere;
struct Addresses {
  template <class... M>
  constexpr auto operator()(const M&... members) const {
    return std::tuple(&members...);
  }
};
#if defined(__clang__)
template <class P>
struct Held {
  P address;
};
template <class T, int n, int k>
consteval auto address_of_member() {
  const auto address = std::get<k>(with_members<n>(nowhere<T>.value, Addresses{}));
  return Held<std::remove_const_t<decltype(address)>>{address};
}
template <class T, int n, int k>
inline constexpr const char* member_signature = value_signature<address_of_member<T, n, k>()>();
#pragma clang diagnostic pop
#else
template <class T, int n, int k>
inline constexpr const char* member_signature = value_signature<std::get<k>(with_members<n>(nowhere<T>.value, Addresses{}))>();
#endif
template <class T, int n, int k>
std::string_view member_name() {
  return identifier_in(member_signature<T, n, k>);
}

template <class E>
std::string_view enumerator(E value) {
  switch (static_cast<int>(value)) {
    case 0:
      return identifier_in(value_signature<E(0)>());
    case 1:
      return identifier_in(value_signature<E(1)>());
    case 2:
      return identifier_in(value_signature<E(2)>());
    case 3:
      return identifier_in(value_signature<E(3)>());
    default:
      return {};
  }
}

inline void open_or_go_on(std::string& to) { to += to.empty() || to.back() == '{' ? "" : ", "; }

template <class T>
void spell(std::string& to, const T& value);

template <class T>
void spell_member(std::string& to, std::string_view name, const T& value) {
  open_or_go_on(to);
  if (!name.empty()) (to += name) += " = ";
  spell(to, value);
}
template <class T>
struct SpellMembers {
  std::string* to;
  template <class... M>
  void operator()(const M&... members) const {
    spell_each(std::make_integer_sequence<int, sizeof...(M)>{}, members...);
  }
  template <int... k, class... M>
  void spell_each(std::integer_sequence<int, k...>, const M&... members) const {
    (spell_member(*to, member_name<T, sizeof...(M), k>(), members), ...);
  }
};

template <class T, class B>
void spell_base(std::string& to, const T& value) {
  if constexpr (std::is_class_v<B> && std::is_base_of_v<B, T>) spell_member(to, {}, static_cast<const B&>(value));
}
/// the struct that has a member itself: a pointer to an inherited one points into the base
template <class C, class M>
C owner_of(M C::*);
template <class T>
concept HasLimit = requires {
  requires std::is_same_v<decltype(owner_of(&T::limit)), T>;
};
template <class T>
concept HasSchedule = requires {
  requires std::is_same_v<decltype(owner_of(&T::schedule)), T>;
};
/// an optimizer around others: Scheduled, ClipByNorm, ClipByValue, AnyOf. The language does not take such a struct apart.
template <template <class...> class Around, class... Bases>
void spell_around(std::string& to, const Around<Bases...>& value) {
  (spell_base<Around<Bases...>, Bases>(to, value), ...);
  if constexpr (HasLimit<Around<Bases...>>) spell_member(to, "limit", value.limit);
  if constexpr (HasSchedule<Around<Bases...>>) spell_member(to, "schedule", value.schedule);
}

/// Of our own aggregates we know that Anything counts their members right; a struct of a user's is spelled by its name.
template <class T>
inline constexpr bool is_ours = std::string_view(type_signature<T>()).find("T = genoprop::") != std::string_view::npos;
template <class T>
concept Ours = std::is_aggregate_v<T> && is_ours<T>;

inline void spell_number(std::string& to, double value, int digits) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
  to += buffer;
}

template <class T>
void spell(std::string& to, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    to += value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    const std::string_view name = enumerator(value);
    if (name.empty())
      to += std::to_string(static_cast<int>(value));
    else
      to += name;
  } else if constexpr (std::is_integral_v<T>) {
    to += std::to_string(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    spell_number(to, static_cast<double>(value), sizeof(T) == 4 ? 7 : 12);
  } else {
    const std::string name = type_in(type_signature<T>());
    if constexpr (!Ours<T> || std::is_empty_v<T>) {
      to += name;
    } else if constexpr (Derived<T>) {
      (to += name.substr(0, name.find('<'))) += '{';
      if constexpr (requires { spell_around(to, value); }) spell_around(to, value);
      to += '}';
    } else if constexpr (constexpr int n = count_members<T>(); n > 0) {
      (to += name.substr(0, name.find('<'))) += '{';
      with_members<n>(value, SpellMembers<T>{&to});
      to += '}';
    } else {
      to += name;  // too many
    }
  }
}

}  // namespace spelled_detail

/// Type and numbers of a policy: `spelled(Sgd{.rate = 0.1f})`. A struct that is not this library's is its name alone.
template <class T>
std::string spelled(const T& policy) {
  std::string out;
  spelled_detail::spell(out, policy);
  return out;
}

}  // namespace genoprop
