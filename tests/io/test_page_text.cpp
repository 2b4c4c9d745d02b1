#include <genoprop/io/page_text.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace genoprop;

namespace {

const std::string head = io_detail::page_head, tail = io_detail::page_tail;

int often(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}
/// what stands behind every `open` up to one of `ends`
std::set<std::string> behind(const std::string& text, const std::string& open, const char* ends) {
  std::set<std::string> all;
  for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    const auto from = at + open.size();
    all.insert(text.substr(from, text.find_first_of(ends, from) - from));
  }
  return all;
}

}  // namespace

TEST_CASE("page text: between head and tail stands one value, and every element that is opened once is closed") {
  CHECK(head.ends_with("const run="));
  CHECK(tail.starts_with(";"));
  CHECK(often(head, "<script>") == 1);
  CHECK(often(head, "</script>") == 0);  // else the run would stand outside of it
  CHECK(often(tail, "</script>") == 1);
  CHECK(tail.find("</script></body></html>") != std::string::npos);
  for (const char* tag : {"style", "title", "h2", "p", "svg", "div", "dl", "table"}) {
    CAPTURE(tag);
    CHECK(often(head, std::string("<") + tag + ">") + often(head, std::string("<") + tag + " ") ==
          often(head, std::string("</") + tag + ">"));
  }
}

TEST_CASE("page text: the script asks for elements that the page has, each by an id of its own") {
  const auto asked = behind(tail, "at('", "'"), has = behind(head, "id=\"", "\"");
  CHECK(asked.size() > 8);
  for (const std::string& id : asked) {
    CAPTURE(id);
    CHECK(has.count(id) == 1);
    CHECK(often(head, "id=\"" + id + "\"") == 1);
  }
}

TEST_CASE("page text: every colour that is used has a value, in light and in dark") {
  const auto dark = head.find("prefers-color-scheme:dark");
  REQUIRE(dark != std::string::npos);
  const std::string light_rule = head.substr(0, dark), dark_rule = head.substr(dark, head.find('\n', dark) - dark);
  auto used = behind(head, "var(--", ")");
  used.merge(behind(tail, "var(--", ")"));
  CHECK(used.size() >= 6);
  for (const std::string& name : used) {
    CAPTURE(name);
    CHECK(light_rule.find("--" + name + ":") != std::string::npos);
    CHECK(dark_rule.find("--" + name + ":") != std::string::npos);
  }
}

TEST_CASE("page text: it fetches nothing, and text of a run is never read as HTML") {
  CHECK(often(head + tail, "://") == 1);  // the name of SVG, which nobody fetches
  CHECK(tail.find("http://www.w3.org/2000/svg") != std::string::npos);
  for (const char* word :
       {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "import(", "<link", "src="}) {
    CAPTURE(word);
    CHECK(often(head + tail, word) == 0);
  }
  for (const std::string* text : {&head, &tail})
    CHECK(std::all_of(text->begin(), text->end(),
                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));  // ASCII: no encoding to get wrong
}
