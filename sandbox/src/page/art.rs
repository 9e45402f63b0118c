//! Drawings in place of photographs: listings and avatars, made as SVG.

use super::html::escape;

/// A picture of a listing; an unknown name gets a plain box.
pub(crate) fn item(name: &str) -> String {
    let (hue, shape) = match name {
        "ac" => (206, AIR_CONDITIONER),
        "mobile" => (192, MOBILE),
        "convector" => (24, CONVECTOR),
        "fan" => (172, FAN),
        "humidifier" => (226, HUMIDIFIER),
        "purifier" => (150, PURIFIER),
        "curtain" => (8, CURTAIN),
        "heater" => (36, HEATER),
        _ => (215, BOX),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 240\" role=\"img\">\
         <rect width=\"320\" height=\"240\" fill=\"hsl({hue} 42% 90%)\"/>\
         <ellipse cx=\"160\" cy=\"214\" rx=\"112\" ry=\"9\" fill=\"hsl({hue} 30% 78%)\"/>\
         <g fill=\"#fff\" stroke=\"hsl({hue} 34% 38%)\" stroke-width=\"5\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\">{shape}</g></svg>"
    )
}

const AIR_CONDITIONER: &str = "<rect x=\"50\" y=\"62\" width=\"220\" height=\"70\" rx=\"12\"/>\
    <path d=\"M66 112h188\"/><circle cx=\"246\" cy=\"82\" r=\"3\"/>\
    <path fill=\"none\" d=\"M96 152c-10 12-10 20 0 32M160 152c-10 12-10 24 0 36M224 152c-10 12-10 20 0 32\"/>";
const MOBILE: &str = "<rect x=\"108\" y=\"46\" width=\"104\" height=\"152\" rx=\"12\"/>\
    <path d=\"M124 68h72M124 82h72M124 96h72\"/><circle cx=\"160\" cy=\"132\" r=\"9\"/>\
    <circle cx=\"128\" cy=\"204\" r=\"7\"/><circle cx=\"192\" cy=\"204\" r=\"7\"/>\
    <path fill=\"none\" d=\"M212 72c36 0 22-34 54-34\"/>";
const CONVECTOR: &str = "<rect x=\"50\" y=\"78\" width=\"220\" height=\"106\" rx=\"10\"/>\
    <path d=\"M70 98v66M94 98v66M118 98v66M142 98v66M166 98v66M190 98v66M214 98v66\"/>\
    <rect x=\"232\" y=\"98\" width=\"24\" height=\"16\" rx=\"3\"/>\
    <path d=\"M84 184v22M236 184v22M72 206h24M224 206h24\"/>";
const FAN: &str = "<circle cx=\"160\" cy=\"92\" r=\"58\"/>\
    <path d=\"M160 92c-6-30 10-46 26-42 12 20-4 34-26 42c30-6 46 10 42 26-20 12-34-4-42-26\
    c6 30-10 46-26 42-12-20 4-34 26-42c-30 6-46-10-42-26 20-12 34 4 42 26\"/>\
    <circle cx=\"160\" cy=\"92\" r=\"8\"/><path d=\"M160 150v52M122 206h76\"/>";
const HUMIDIFIER: &str = "<path d=\"M112 202l10-92c2-14 10-22 24-22h28c14 0 22 8 24 22l10 92z\"/>\
    <path d=\"M120 158h80\"/><circle cx=\"160\" cy=\"180\" r=\"7\"/>\
    <path fill=\"none\" d=\"M148 70c-8-10 8-16 0-28M172 70c-8-10 8-16 0-28\"/>";
const PURIFIER: &str = "<rect x=\"104\" y=\"38\" width=\"112\" height=\"166\" rx=\"20\"/>\
    <circle cx=\"160\" cy=\"92\" r=\"32\"/><circle cx=\"160\" cy=\"92\" r=\"14\"/>\
    <path d=\"M128 148h64M128 162h64M128 176h64\"/>";
const CURTAIN: &str = "<rect x=\"40\" y=\"48\" width=\"240\" height=\"48\" rx=\"8\"/>\
    <path d=\"M60 82h200\"/>\
    <path fill=\"none\" d=\"M74 114v74M108 114v74M142 114v74M176 114v74M210 114v74M244 114v74\"/>\
    <path fill=\"none\" d=\"M66 178l8 10 8-10M134 178l8 10 8-10M202 178l8 10 8-10\"/>";
const HEATER: &str = "<rect x=\"70\" y=\"64\" width=\"180\" height=\"132\" rx=\"12\"/>\
    <path d=\"M98 72v116M126 72v116M154 72v116M182 72v116M210 72v116\"/>\
    <circle cx=\"234\" cy=\"90\" r=\"7\"/><path d=\"M92 196v12M228 196v12\"/>";
const BOX: &str =
    "<path d=\"M84 92l76-34 76 34v84l-76 34-76-34z\"/><path d=\"M84 92l76 34 76-34M160 126v84\"/>";

/// First letters of a name on a coloured ground; dark enough for white letters at any hue.
pub(crate) fn avatar(name: &str, hue: u16) -> String {
    let letters: String = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" role=\"img\">\
         <rect width=\"96\" height=\"96\" fill=\"hsl({hue} 48% 34%)\"/>\
         <text x=\"48\" y=\"61\" text-anchor=\"middle\" font-family=\"system-ui,sans-serif\" \
         font-size=\"38\" font-weight=\"600\" fill=\"#fff\">{}</text></svg>",
        escape(&letters)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_the_drawing() {
        let drawn = avatar("<script> \"x\"", 10);
        assert!(drawn.contains("&lt;&quot;"), "{drawn}");
        assert!(!drawn.contains("<script"));
    }

    #[test]
    fn every_drawing_is_closed() {
        for name in ["ac", "mobile", "convector", "fan", "humidifier", "purifier", "curtain", "heater", "?"] {
            let drawn = item(name);
            assert!(drawn.ends_with("</g></svg>") && drawn.matches('"').count().is_multiple_of(2), "{name}");
        }
    }
}
