using System.Globalization;
using AngleSharp.Dom;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Walks through the page that was made from a body: collects links and images, checks them, and finds the place of
/// each problem in the file.
/// Tests: IssueBodyTests.
/// </summary>
internal sealed class BodyPage(Issue issue, BodyCode code, string marker, Func<string, string> imageUrl)
{
    /// <summary>At most so many stray marks are reported.</summary>
    private const int MaxMarks = 100;

    private readonly List<Problem> _problems = [];
    private readonly List<ImageReference> _images = [];
    private readonly List<LinkReference> _links = [];
    private readonly Dictionary<string, int> _searchedUpTo = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> _met = [];
    private readonly HashSet<IElement> _judged = [];
    private readonly string _bare = $"{marker}-bare";

    public IReadOnlyList<Problem> Problems => _problems;

    public IReadOnlyList<ImageReference> Images => _images;

    public IReadOnlyList<LinkReference> Links => _links;

    /// <summary>Records something that the sanitizer removed.</summary>
    public void Take(Removal removal)
    {
        _judged.Add(removal.Element);
        var place = PlaceOf(removal.Element, removal.Needle);
        Add(removal.Finding, place, code.Unmask(removal.Message));
    }

    /// <summary>
    /// Must be called once, on the sanitized page. Changes the addresses of images and removes addresses that are not
    /// allowed.
    /// </summary>
    public void Walk(IElement body)
    {
        BareLinks.Make(body, marker, _bare, text => code.In(text).Any());
        HeadingNames.Set(body, code.WithoutCode, NamedTwice);
        var structure = new CodeStructure(code.Segments);
        foreach (var node in body.GetDescendants().ToList())
        {
            if (node is IText text)
            {
                Meet(structure, text.Data, text.Parent!);
            }
            else if (node is IElement element)
            {
                foreach (var attribute in element.Attributes)
                {
                    Meet(structure, attribute.Value, attribute);
                }

                Check(element, body);
            }
        }

        if (PastedHtml.Source(body) is var (pasted, program))
        {
            Add(
                Findings.HtmlPasted,
                PlaceOf(pasted, $"<{pasted.LocalName}"),
                $"this was pasted from {program} with its fonts and sizes, so it looks unlike the rest; paste it "
                    + "without "
                    + "formatting (Ctrl+Shift+V)."
            );
        }

        foreach (var mark in StrayMark.Of(body).Take(MaxMarks))
        {
            Report(mark);
        }

        structure.End(code.Segments);
        if (_problems.All(problem => problem.Severity is not Severity.Error))
        {
            foreach (var (segment, message) in structure.Faults.Take(1))
            {
                Add(Findings.CodePlace, (segment.Line, segment.Column), message);
            }

            foreach (var segment in code.Segments.Where(segment => !_met.Contains(segment.Index)))
            {
                _problems.Add(
                    Findings.CodeLost.At(
                        issue.File,
                        segment.Line,
                        segment.Column,
                        $"{segment.Text} does not come to the page: it stands in a comment, a style or a definition "
                            + "that nothing uses."
                    )
                );
            }
        }
    }

    private void Meet(CodeStructure structure, string text, object place)
    {
        foreach (var (_, _, segment) in code.In(text))
        {
            _met.Add(segment.Index);
            structure.Meet(segment, place);
        }
    }

    private void Check(IElement element, IElement body)
    {
        if (element.LocalName == "a" && element.HasAttribute("href"))
        {
            CheckLink(element, body);
        }
        else if (element.LocalName == "img")
        {
            CheckImage(element);
        }

        if (element.GetAttribute("style") is { } style && InlineStyle.HasBackgroundAlone(style))
        {
            Add(
                Findings.BackgroundNoColor,
                PlaceOf(element, style),
                "this has a background and no colour of its text, so it may be unreadable in dark mode; write color: "
                    + "beside background-color:."
            );
        }

        element.RemoveAttribute(marker);
        element.RemoveAttribute(_bare);
        if (element.LocalName != "a")
        {
            element.RemoveAttribute("href");
        }

        if (element.LocalName != "img")
        {
            element.RemoveAttribute("src");
        }
    }

    private void CheckLink(IElement link, IElement body)
    {
        var url = link.GetAttribute("href")!;
        var isBare = link.HasAttribute(_bare);
        var place = PlaceOf(link, isBare ? link.TextContent : url);
        var text = code.Unmask(link.TextContent.Trim());
        if (!MayLead(link, body, url, text, place))
        {
            return;
        }

        if (
            text.Length == 0
            && !link.QuerySelectorAll("img").Any(image => !string.IsNullOrWhiteSpace(image.GetAttribute("alt")))
        )
        {
            _problems.Add(
                Findings.LinkNoText.At(
                    issue.File,
                    place.Line,
                    place.Column,
                    "this link has no text, so nobody sees or hears it; write some between the brackets."
                )
            );
        }

        // A link within the mail, such as to a footnote and back, does not count as a link of the issue.
        if (!url.StartsWith('#'))
        {
            _links.Add(new(code.Unmask(url), text, place.Line, place.Column));
        }
    }

    /// <summary>Checks where a link leads; a link to a forbidden target loses its address.</summary>
    /// <returns>False when the parser made a link of text in which the editor wrote none.</returns>
    private bool MayLead(IElement link, IElement body, string url, string text, (int Line, int Column) place)
    {
        var (known, goesOn) = UpToCode(url);
        if (known.Length == 0 && goesOn && IsOurOwnAddress(url))
        {
            // One of the program's own links: a subscriber's data cannot change its target.
        }
        else if (LinkRule.OfLink(known, goesOn) is { } fault)
        {
            if (fault.IsError && link.HasAttribute(_bare))
            {
                // The editor did not write a link here, so the text is correct.
                _problems.Add(
                    Findings.LinkBare.At(
                        issue.File,
                        place.Line,
                        place.Column,
                        $"{IssueKeys.Quoted(text)} stays text and is no link: {fault.Message}"
                    )
                );
                link.RemoveAttribute("href");
                return false;
            }

            Add(fault, place);
            if (fault.IsError)
            {
                link.RemoveAttribute("href");
            }
        }
        else if (url[0] == '#' && !goesOn && body.Owner!.GetElementById(HeadingNames.Target(url)) is null)
        {
            _problems.Add(
                Findings.LinkFragment.At(
                    issue.File,
                    place.Line,
                    place.Column,
                    $"nothing in the issue is named {url}, so this link leads nowhere."
                )
            );
        }

        return true;
    }

    private void CheckImage(IElement image)
    {
        var url = image.GetAttribute("src") ?? "";
        var place = PlaceOf(image, url.Length > 0 ? url : "<img");
        var isWrittenInMarkdown = image.HasAttribute(marker);
        var alt = image.GetAttribute("alt");
        if (alt is null || (isWrittenInMarkdown && string.IsNullOrWhiteSpace(alt)))
        {
            _problems.Add(
                Findings.ImageNoAlt.At(
                    issue.File,
                    place.Line,
                    place.Column,
                    "this image has no description for those who do not see it; write it between the brackets: ![A "
                        + "map of the river](…)."
                )
            );
        }

        var (known, goesOn) = UpToCode(url);
        if (url.Length == 0 && _judged.Contains(image))
        {
            // The address was refused and reported before.
        }
        else if (url.Length == 0)
        {
            Add(
                Findings.ImageNoAddress,
                place,
                "this image has no address; write the path of a file beside the issue."
            );
        }
        else if (LinkRule.IsBesideIssue(url))
        {
            var path = WithoutDot(Uri.UnescapeDataString(url));
            var fault = goesOn
                ? (Findings.ImagePath, "may not have code in its path; write the path itself.")
                : IssueImages.Fault(path);
            if (fault is not var (finding, message))
            {
                _images.Add(new(path, code.Unmask(alt ?? ""), place.Line, place.Column));
                image.SetAttribute("src", imageUrl(path));
                return;
            }

            Add(finding, place, $"the image {IssueKeys.Quoted(code.Unmask(url))} {message}");
            image.RemoveAttribute("src");
        }
        else if (LinkRule.OfRemoteImage(known, goesOn) is { } fault)
        {
            Add(fault, place);
            if (fault.IsError)
            {
                image.RemoveAttribute("src");
            }
        }
    }

    private void NamedTwice(IElement element, string name)
    {
        if (PastedHtml.IsId(name))
        {
            // The program that the text was pasted from made the name; PastedHtml says so.
            return;
        }

        var (line, column) = PlaceOf(element, $"\"{name}\"");
        _problems.Add(
            Findings.IdTwice.At(
                issue.File,
                line,
                column,
                $"the name {IssueKeys.Quoted(name)} stands twice in the issue; links lead to the first. Give this one "
                    + "another."
            )
        );
    }

    /// <summary>
    /// Reports a stray mark, unless the editor wrote a backslash before it: then it is meant as text.
    /// </summary>
    private void Report(StrayMark mark)
    {
        var from = _searchedUpTo.GetValueOrDefault(mark.Needle);
        var at = Find(mark, from);
        if (at < 0)
        {
            // The mark is not found in the source, because the page shows one of its characters differently, or
            // because the editor wrote it with backslashes or as an entity, and means it.
            if (!mark.CanBeMeant)
            {
                Add(mark.Finding, (issue.BodyLine, 0), code.Unmask(mark.Message));
            }

            return;
        }

        _searchedUpTo[mark.Needle] = at + mark.Needle.Length;
        var isMeant = at > 0 && (code.Masked[at - 1] == '\\' || (at > 1 && code.Masked[(at - 2)..at] == "\\*"));
        if (!isMeant)
        {
            Add(mark.Finding, code.PlaceOf(at), code.Unmask(mark.Message));
        }
    }

    /// <summary>Searches with as much of the text behind the mark as the source has unchanged.</summary>
    private int Find(StrayMark mark, int from)
    {
        for (var length = mark.Tail.Length; length > 0; length /= 2)
        {
            var at = code.Masked.IndexOf(mark.Needle + mark.Tail[..length], from, StringComparison.Ordinal);
            if (at >= 0)
            {
                return at;
            }
        }

        return code.Masked.IndexOf(mark.Needle, from, StringComparison.Ordinal);
    }

    private (string Known, bool GoesOn) UpToCode(string url) =>
        code.In(url).Select(at => (url[..at.Index], true)).FirstOrDefault((url, false));

    /// <summary>True for an address that consists of one of <c>{{ links.… }}</c> only.</summary>
    private bool IsOurOwnAddress(string url) =>
        code.In(url).ToList() is [var only]
        && only.Length == url.Length
        && only.Segment.Text.Trim('{', '}', ' ', '-', '~', '\n')
            is "links.unsubscribe"
                or "links.manage"
                or "links.pay"
                or "links.web"
                or "links.confirm"
                or "links.subscribe";

    private static string WithoutDot(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    /// <summary>Adds what was found on the tree of the Markdown.</summary>
    public void Add(IEnumerable<Problem> problems) => _problems.AddRange(problems);

    private void Add(LinkFault fault, (int Line, int Column) place) => Add(fault.Finding, place, fault.Message);

    private void Add(Finding finding, (int Line, int Column) place, string message) =>
        _problems.Add(finding.At(issue.File, place.Line, place.Column, message));

    /// <summary>
    /// The place of an element in the file. Markdown's links and images know their place; raw HTML is searched in the
    /// source, each time after the place where it was found before.
    /// </summary>
    private (int Line, int Column) PlaceOf(IElement element, string needle)
    {
        if (
            int.TryParse(element.GetAttribute(marker), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && offset < code.Masked.Length
        )
        {
            return code.PlaceOf(offset);
        }

        var from = _searchedUpTo.GetValueOrDefault(needle);
        var at = needle.Length == 0 ? -1 : code.Masked.IndexOf(needle, from, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return needle.StartsWith('<') || element.LocalName.Length == 0
                ? (issue.BodyLine, 0)
                : PlaceOf(element, $"<{element.LocalName}");
        }

        _searchedUpTo[needle] = at + needle.Length;
        return code.PlaceOf(at);
    }
}
