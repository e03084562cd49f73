//! "The rules for parsing tokens in foreign content": SVG and MathML.

use super::Builder;
use super::stack::{HTML_INTEGRATION, MATHML_TEXT};
use crate::document::{AttrNamespace, AttrSide, NIL, Namespace};
use crate::tag::Tag;
use crate::tokenizer::{Run, RunKind};

impl Builder<'_> {
    pub(super) fn text_in_foreign(&mut self, mut run: Run) {
        if run.kind == RunKind::Nul {
            run.kind = RunKind::Replaced;
            self.insert_text(run);
            return;
        }
        self.insert_text(run);
        if self.frameset_ok && self.has_non_space(run) {
            self.frameset_ok = false;
        }
    }

    pub(super) fn start_in_foreign(&mut self) {
        use Tag::*;
        let tag = self.tokenizer.tag.tag;
        let breaks_out = match tag {
            B | Big | Blockquote | Body | Br | Center | Code | Dd | Div | Dl | Dt | Em | Embed
            | H1 | H2 | H3 | H4 | H5 | H6 | Head | Hr | I | Img | Li | Listing | Menu | Meta
            | Nobr | Ol | P | Pre | Ruby | S | Small | Span | Strong | Strike | Sub | Sup
            | Table | Tt | U | Ul | Var => true,
            Font => {
                let start = self.tokenizer.tag.attrs_start as usize;
                self.tokenizer.attrs[start..]
                    .iter()
                    .any(|attr| matches!(self.tokenizer.attr_name(attr), "color" | "face" | "size"))
            }
            _ => false,
        };
        if breaks_out {
            self.leave_foreign();
            self.reprocess_start();
            return;
        }
        let namespace = self
            .adjusted_current()
            .map_or(Namespace::Html, |open| open.namespace);
        self.insert_foreign(namespace);
    }

    /// Pops up to HTML content or a place where HTML may stand.
    fn leave_foreign(&mut self) {
        while self.stack.len() > 1
            && self.stack.last().is_some_and(|open| {
                open.namespace != Namespace::Html && !open.has(MATHML_TEXT | HTML_INTEGRATION)
            })
        {
            self.pop();
        }
    }

    /// "Process the token using the rules given in the section corresponding to the current insertion mode".
    fn reprocess_start(&mut self) {
        self.start_in_mode();
    }

    /// "Insert a foreign element" for the current tag token.
    pub(super) fn insert_foreign(&mut self, namespace: Namespace) {
        self.adjust_attributes(namespace);
        let token = self.tokenizer.tag;
        let place = self.place();
        let id = self.element_for_token(namespace);
        self.insert_at(place, id);
        if token.self_closing {
            return;
        }
        if self.stack.len() >= self.max_depth {
            self.push_too_deep(id);
            return;
        }
        self.push(id);
        if namespace == Namespace::MathMl && token.tag == Tag::AnnotationXml {
            let start = token.attrs_start as usize;
            let is_html = self.tokenizer.attrs[start..].iter().any(|attr| {
                self.tokenizer.attr_name(attr) == "encoding"
                    && ["text/html", "application/xhtml+xml"]
                        .iter()
                        .any(|kind| self.tokenizer.attr_value(attr).eq_ignore_ascii_case(kind))
            });
            if is_html {
                self.stack.add_property(HTML_INTEGRATION);
            }
        }
    }

    /// "Adjust MathML attributes", "adjust SVG attributes", "adjust foreign attributes".
    fn adjust_attributes(&mut self, namespace: Namespace) {
        for at in self.tokenizer.tag.attrs_start as usize..self.tokenizer.attrs.len() {
            let attr = self.tokenizer.attrs[at];
            let name = self.tokenizer.attr_name(&attr);
            let spelling = match namespace {
                Namespace::Svg => svg_attribute(name),
                Namespace::MathMl if name == "definitionurl" => Some("definitionURL"),
                _ => None,
            };
            let in_namespace = match name {
                "xlink:actuate" | "xlink:arcrole" | "xlink:href" | "xlink:role" | "xlink:show"
                | "xlink:title" | "xlink:type" => AttrNamespace::XLink,
                "xml:lang" | "xml:space" => AttrNamespace::Xml,
                "xmlns" | "xmlns:xlink" => AttrNamespace::Xmlns,
                _ => AttrNamespace::None,
            };
            if spelling.is_none() && in_namespace == AttrNamespace::None {
                continue;
            }
            if attr.side == NIL {
                self.tokenizer.attrs[at].side = self.tokenizer.attr_sides.len() as u32;
                self.tokenizer.attr_sides.push(AttrSide::default());
            }
            let side = self.tokenizer.attrs[at].side as usize;
            self.tokenizer.attr_sides[side].namespace = in_namespace;
            if let Some(spelling) = spelling {
                let start = self.tokenizer.decoded.len() as u32;
                self.tokenizer.decoded.push_str(spelling);
                self.tokenizer.attr_sides[side].name =
                    Some((start, self.tokenizer.decoded.len() as u32));
            }
        }
    }

    pub(super) fn end_in_foreign(&mut self) {
        let tag = self.tokenizer.tag.tag;
        if matches!(tag, Tag::Br | Tag::P) {
            self.leave_foreign();
            self.end_in_mode();
            return;
        }
        for at in (1..self.stack.len()).rev() {
            let Some(open) = self.stack.get(at) else {
                return;
            };
            if open.namespace == Namespace::Html {
                self.end_in_mode();
                return;
            }
            if self.has_token_name(&open) {
                self.set_end_tag(open.node);
                while self.stack.len() > at {
                    self.pop();
                }
                return;
            }
        }
        // The fragment case: only the root is left, and it is not for an end tag to close.
    }
}

fn svg_attribute(name: &str) -> Option<&'static str> {
    Some(match name {
        "attributename" => "attributeName",
        "attributetype" => "attributeType",
        "basefrequency" => "baseFrequency",
        "baseprofile" => "baseProfile",
        "calcmode" => "calcMode",
        "clippathunits" => "clipPathUnits",
        "diffuseconstant" => "diffuseConstant",
        "edgemode" => "edgeMode",
        "filterunits" => "filterUnits",
        "glyphref" => "glyphRef",
        "gradienttransform" => "gradientTransform",
        "gradientunits" => "gradientUnits",
        "kernelmatrix" => "kernelMatrix",
        "kernelunitlength" => "kernelUnitLength",
        "keypoints" => "keyPoints",
        "keysplines" => "keySplines",
        "keytimes" => "keyTimes",
        "lengthadjust" => "lengthAdjust",
        "limitingconeangle" => "limitingConeAngle",
        "markerheight" => "markerHeight",
        "markerunits" => "markerUnits",
        "markerwidth" => "markerWidth",
        "maskcontentunits" => "maskContentUnits",
        "maskunits" => "maskUnits",
        "numoctaves" => "numOctaves",
        "pathlength" => "pathLength",
        "patterncontentunits" => "patternContentUnits",
        "patterntransform" => "patternTransform",
        "patternunits" => "patternUnits",
        "pointsatx" => "pointsAtX",
        "pointsaty" => "pointsAtY",
        "pointsatz" => "pointsAtZ",
        "preservealpha" => "preserveAlpha",
        "preserveaspectratio" => "preserveAspectRatio",
        "primitiveunits" => "primitiveUnits",
        "refx" => "refX",
        "refy" => "refY",
        "repeatcount" => "repeatCount",
        "repeatdur" => "repeatDur",
        "requiredextensions" => "requiredExtensions",
        "requiredfeatures" => "requiredFeatures",
        "specularconstant" => "specularConstant",
        "specularexponent" => "specularExponent",
        "spreadmethod" => "spreadMethod",
        "startoffset" => "startOffset",
        "stddeviation" => "stdDeviation",
        "stitchtiles" => "stitchTiles",
        "surfacescale" => "surfaceScale",
        "systemlanguage" => "systemLanguage",
        "tablevalues" => "tableValues",
        "targetx" => "targetX",
        "targety" => "targetY",
        "textlength" => "textLength",
        "viewbox" => "viewBox",
        "viewtarget" => "viewTarget",
        "xchannelselector" => "xChannelSelector",
        "ychannelselector" => "yChannelSelector",
        "zoomandpan" => "zoomAndPan",
        _ => return None,
    })
}
