//! The contrast of the tokens, computed from their style sheet: OKLCH to sRGB as in CSS Color 4,
//! and the ratio of WCAG 2.2 (section 1.4.3).

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Red, green and blue from 0 to 1 as a screen shows them.
type Rgb = [f64; 3];

#[derive(Clone, Copy)]
struct Colour {
    rgb: Rgb,
    alpha: f64,
}

/// The colours of both themes by name: light, then dark.
fn tokens() -> [HashMap<&'static str, Colour>; 2] {
    let mut themes = [HashMap::new(), HashMap::new()];
    for line in TOKENS.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix("--color-")
            .and_then(|rest| rest.split_once(": light-dark("))
        else {
            continue;
        };
        let halves: Vec<&str> = value.split("oklch(").skip(1).collect();
        assert_eq!(halves.len(), 2, "{name} has a light and a dark half");
        for (theme, half) in themes.iter_mut().zip(halves) {
            theme.insert(name, colour(half.split(')').next().unwrap()));
        }
    }
    themes
}

/// `0.24 0.012 165` or `0.35 0.03 165 / 0.045`.
fn colour(text: &str) -> Colour {
    let (parts, alpha) = text.split_once(" / ").unwrap_or((text, "1"));
    let parts: Vec<f64> = parts.split(' ').map(|part| part.parse().unwrap()).collect();
    let [lightness, chroma, hue] = parts[..] else {
        panic!("{text} is no colour")
    };
    Colour {
        rgb: srgb(lightness, chroma, hue.to_radians()),
        alpha: alpha.parse().unwrap(),
    }
}

fn srgb(lightness: f64, chroma: f64, hue: f64) -> Rgb {
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cube = |x: f64, y: f64| (lightness + x * a + y * b).powi(3);
    let long = cube(0.396_337_777_4, 0.215_803_757_3);
    let medium = cube(-0.105_561_345_8, -0.063_854_172_8);
    let short = cube(-0.089_484_177_5, -1.291_485_548);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(|linear| {
        let linear = linear.clamp(0.0, 1.0);
        if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        }
    })
}

/// What is seen where a translucent colour lies over another.
fn over(front: Colour, back: Colour) -> Colour {
    let mix = |i: usize| front.rgb[i] * front.alpha + back.rgb[i] * (1.0 - front.alpha);
    Colour {
        rgb: [mix(0), mix(1), mix(2)],
        alpha: 1.0,
    }
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.rgb.map(|channel| {
        if channel <= 0.040_45 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Everything that text stands on, and what stands there under the hand.
const GROUNDS: [&str; 10] = [
    "canvas",
    "surface",
    "sunken",
    "raised",
    "accent-soft",
    "mute-soft",
    "ok-soft",
    "run-soft",
    "warn-soft",
    "bad-soft",
];

fn assert_contrast(fronts: &[&str], grounds: &[&str], least: f64) {
    for (theme, tokens) in ["light", "dark"].into_iter().zip(tokens()) {
        for front in fronts {
            for ground in grounds {
                let ratio = contrast(tokens[front], tokens[ground]);
                assert!(ratio >= least, "{front} on {ground} in {theme}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn computes_what_everybody_computes() {
    let [light, _] = tokens();
    let black = colour("0 0 0");
    assert!((contrast(black, light["surface"]) - 21.0).abs() < 0.01);
    // #767676 is the lightest grey that text on white may have.
    assert!((contrast(colour("0.566 0 0"), light["surface"]) - 4.54).abs() < 0.05);
}

#[test]
fn what_is_read_has_seven_to_one() {
    assert_contrast(&["ink", "ink-2", "link"], &GROUNDS, 7.0);
    for state in ["ok", "run", "warn", "bad"] {
        let soft = format!("{state}-soft");
        assert_contrast(&[state], &["canvas", "surface", "raised", &soft], 7.0);
    }
    assert_contrast(&["accent-ink"], &["accent-strong", "accent-deep"], 7.0);
    assert_contrast(&["bad-ink"], &["bad", "bad-strong"], 7.0);
}

#[test]
fn hints_have_four_and_a_half_to_one() {
    assert_contrast(&["ink-3"], &GROUNDS, 4.5);
}

#[test]
fn what_is_under_the_hand_stays_readable() {
    for tokens in tokens() {
        for ground in ["canvas", "surface", "raised"] {
            let ground = over(tokens["hover"], tokens[ground]);
            for (text, least) in [("ink", 7.0), ("ink-2", 7.0), ("link", 7.0), ("ink-3", 4.5)] {
                assert!(contrast(tokens[text], ground) >= least, "{text}");
            }
        }
    }
}

#[test]
fn the_edges_of_controls_and_the_focus_are_seen() {
    assert_contrast(&["edge"], &["canvas", "surface", "sunken"], 3.0);
    assert_contrast(&["accent"], &GROUNDS, 3.0);
}
