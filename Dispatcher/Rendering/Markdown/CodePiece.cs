using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Scriban;
using Scriban.Parsing;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A piece of code in a template's text.</summary>
internal sealed record CodePiece(int Offset, int Length, CodeSegment Segment);
