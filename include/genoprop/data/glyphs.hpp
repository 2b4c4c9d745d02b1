#pragma once
// Two ways to write each digit, as points that a pen passes.

#include <array>
#include <span>

namespace genoprop::strokes {

/// In the unit square, y downwards.
struct Point {
  float x, y;
};

inline constexpr Point lift{-1, -1};  ///< the pen leaves the paper: the next point starts a stroke, and corners are made so

inline constexpr Point zero_round[] = {{.5f, 0},     {.26f, .12f}, {.18f, .5f},  {.26f, .88f}, {.5f, 1},
                                       {.74f, .88f}, {.82f, .5f},  {.74f, .12f}, {.5f, 0}};
inline constexpr Point zero_open[] = {{.62f, .05f}, {.4f, .08f}, {.24f, .5f}, {.38f, .95f},
                                      {.62f, .95f}, {.76f, .5f}, {.66f, .1f}, {.48f, 0}};
inline constexpr Point one_bare[] = {{.5f, 0}, {.5f, .5f}, {.5f, 1}};
inline constexpr Point one_flag[] = {{.3f, .24f}, {.54f, 0}, lift, {.54f, 0}, {.52f, .5f}, {.52f, 1}};
inline constexpr Point two_flat[] = {{.22f, .25f}, {.32f, .06f}, {.55f, 0}, {.76f, .12f}, {.74f, .36f},
                                     {.5f, .66f},  {.2f, .98f},  lift,      {.2f, .98f},  {.82f, .97f}};
inline constexpr Point two_loop[] = {{.24f, .2f},  {.4f, .02f},  {.66f, .06f}, {.72f, .3f}, {.52f, .62f}, {.3f, .92f},
                                     {.18f, .92f}, {.24f, .78f}, {.46f, .88f}, {.66f, 1},   {.84f, .92f}};
inline constexpr Point three_round[] = {{.22f, .12f}, {.46f, 0},    {.72f, .12f}, {.68f, .36f}, {.42f, .47f}, lift,
                                        {.42f, .47f}, {.74f, .58f}, {.78f, .82f}, {.52f, 1},    {.2f, .88f}};
inline constexpr Point three_flat[] = {{.22f, .03f}, {.76f, .03f}, lift,         {.76f, .03f}, {.46f, .4f}, lift,
                                       {.46f, .4f},  {.74f, .5f},  {.78f, .78f}, {.55f, 1},    {.2f, .9f}};
inline constexpr Point four_open[] = {{.28f, 0}, {.2f, .54f}, lift, {.2f, .54f}, {.82f, .52f}, lift, {.7f, .08f}, {.66f, .5f}, {.64f, 1}};
inline constexpr Point four_closed[] = {{.62f, 0}, {.16f, .64f}, lift, {.16f, .64f}, {.86f, .64f}, lift, {.62f, 0}, {.62f, .5f}, {.62f, 1}};
inline constexpr Point five_corner[] = {{.76f, .02f}, {.3f, .02f}, lift,         {.3f, .02f}, {.26f, .44f}, lift,
                                        {.26f, .44f}, {.5f, .36f}, {.76f, .52f}, {.76f, .8f}, {.5f, 1},     {.2f, .9f}};
inline constexpr Point five_smooth[] = {{.78f, .02f}, {.42f, .05f}, {.28f, .32f}, {.58f, .46f}, {.76f, .7f}, {.56f, .97f}, {.22f, .92f}};
inline constexpr Point six_curved[] = {{.7f, .02f},  {.44f, .16f}, {.26f, .52f}, {.28f, .86f}, {.5f, 1},
                                       {.74f, .86f}, {.72f, .62f}, {.5f, .53f},  {.3f, .68f}};
inline constexpr Point six_straight[] = {{.42f, 0},    {.3f, .4f},  {.26f, .74f}, {.42f, .98f},
                                         {.68f, .92f}, {.7f, .68f}, {.5f, .6f},   {.28f, .8f}};
inline constexpr Point seven_bare[] = {{.2f, .05f}, {.8f, .03f}, lift, {.8f, .03f}, {.58f, .44f}, {.42f, 1}};
inline constexpr Point seven_bar[] = {{.2f, .04f}, {.78f, .04f}, lift,        {.78f, .04f}, {.58f, .46f},
                                      {.46f, 1},   lift,         {.32f, .5f}, {.76f, .48f}};
inline constexpr Point eight_rings[] = {{.5f, .48f},  {.28f, .3f},  {.3f, .08f}, {.52f, 0},    {.73f, .1f},  {.72f, .3f}, {.5f, .48f},
                                        {.25f, .68f}, {.28f, .92f}, {.5f, 1},    {.74f, .92f}, {.75f, .68f}, {.5f, .48f}};
inline constexpr Point eight_crossed[] = {{.72f, .12f}, {.5f, 0},     {.28f, .14f}, {.38f, .38f}, {.64f, .58f}, {.72f, .84f},
                                          {.48f, 1},    {.26f, .84f}, {.36f, .58f}, {.62f, .36f}, {.74f, .12f}};
inline constexpr Point nine_straight[] = {{.72f, .18f}, {.5f, .01f}, {.28f, .14f}, {.27f, .36f}, {.48f, .48f}, {.68f, .38f},
                                          {.73f, .16f}, lift,        {.73f, .16f}, {.7f, .58f},  {.64f, 1}};
inline constexpr Point nine_curved[] = {{.72f, .22f}, {.54f, .02f}, {.3f, .12f},  {.26f, .36f}, {.46f, .5f},
                                        {.72f, .3f},  {.76f, .58f}, {.62f, .92f}, {.3f, .96f}};

using Glyph = std::span<const Point>;

/// [digit, way of writing]
inline constexpr std::array<std::array<Glyph, 2>, 10> glyphs = {{
    {zero_round, zero_open},
    {one_bare, one_flag},
    {two_flat, two_loop},
    {three_round, three_flat},
    {four_open, four_closed},
    {five_corner, five_smooth},
    {six_curved, six_straight},
    {seven_bare, seven_bar},
    {eight_rings, eight_crossed},
    {nine_straight, nine_curved},
}};

}  // namespace genoprop::strokes
