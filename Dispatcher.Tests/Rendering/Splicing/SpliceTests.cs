using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering.Splicing;

/// <summary>
/// A message whose common parts are run once is the same as one that is run as a whole for each reader.
/// </summary>
[TestFixture]
internal sealed class SpliceTests
{
    private static readonly SignedToken Tokens = new([
        new SigningKey("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
    ]);
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    [TestCase(400)]
    public void A_spliced_message_equals_one_that_is_rendered_as_a_whole(int issues) => CompareMany(issues);

    [TestCase(5_000)]
    [Explicit("a minute"), Category("Long")]
    public void Each_of_many_spliced_messages_equals_one_that_is_rendered_as_a_whole(int issues) => CompareMany(issues);

    private static void CompareMany(int issues)
    {
        var (messages, spliced, open) = (0, 0, 0);
        var choices = Arb.From(Gen.Choose(0, 720_719).ArrayOf(100), Simpler);

        Prop.ForAll(choices, numbers => Compare(numbers)).Check(Config.QuickThrowOnFailure.WithMaxTest(issues));

        // Otherwise the comparison would prove nothing.
        TestContext.Out.WriteLine($"{messages} messages, {spliced} issues spliced, {open} open places");
        Assert.That(messages, Is.GreaterThan(issues));
        Assert.That(spliced, Is.GreaterThan(issues * 4 / 10));
        Assert.That(open, Is.GreaterThan(2 * spliced));

        void Compare(int[] numbers)
        {
            var made = new TemplateMaker(numbers);
            var templates = new Dictionary<string, string>
            {
                ["issue.sbn-html"] = made.Page("one", "two"),
                ["issue.sbn-txt"] = made.Page("one", "two"),
                ["partials/one.sbn-html"] = made.Partial("two"),
                ["partials/two.sbn-html"] = made.Partial(),
                ["partials/one.sbn-txt"] = made.Partial("two"),
                ["partials/two.sbn-txt"] = made.Partial(),
            };
            if (made.Choose(8) == 7)
            {
                templates.Remove("issue.sbn-txt");
            }

            var recipients = Enumerable
                .Range(1, 2)
                .Select(id => new Recipient(
                    id,
                    $"r{id}@example.org",
                    made.Name(),
                    made.Name(),
                    null,
                    "active",
                    made.Choose(2) == 0 ? [] : ["x", "<y>"]
                )
                {
                    Term = made.Choose(3) switch
                    {
                        0 => null,
                        1 => "trial",
                        _ => "paid",
                    },
                    TermEndsAt = made.Choose(2) == 0 ? null : Six.AddDays(12),
                })
                .ToList();
            var package = Package(made.Body(), templates, made.Line(), made.Line());
            var compared = CompareAll(package, recipients);
            messages += compared.Messages;
            spliced += compared.Open > 0 ? 1 : 0;
            open += compared.Open;
        }
    }

    [TestCase("{{ $x = subscriber.email }}{{ include \"local\" }}{{ $x }}")]
    [TestCase("{{ $x = 1 }}{{ include \"local\" }}{{ $x }}{{ subscriber.email }}")]
    [TestCase("a\n   {{ subscriber.tags | array.join \"\\n\" }}\n  {{ include \"lines\" }}\nb")]
    [TestCase("{{ x = [1] }}{{ y = x }}{{ y[0] = subscriber.email }}{{ x }}")]
    [TestCase("{{ o = {n: 1} }}{{ with o; n = subscriber.email; end }}{{ o.n }}")]
    [TestCase(
        "{{ for t in subscriber.tags }}{{ if t == \"two\"; continue; end }}{{ t }}{{ end }}{{ for i in 1..3 }}{{ if i "
            + "== 2; break; end }}{{ i }}{{ end }}"
    )]
    [TestCase(
        "{{ case subscriber.status }}{{ when \"active\" }}on{{ else }}off{{ end }}{{ n = 0; while n < 2; n = n + 1; "
            + "n; end }}"
    )]
    [TestCase("{{ subscriber.first_name }}\nb")]
    [TestCase("{{ subscriber.ref }}{{ if subscriber.ref }}x{{ end }}{{ subscriber.ref | string.upcase }}")]
    public void A_difficult_template_gives_the_same_message_spliced_and_as_a_whole(string template)
    {
        var package = Package(
            "Hello {{ subscriber.first_name }}.",
            new Dictionary<string, string>
            {
                ["issue.sbn-html"] = template,
                ["issue.sbn-txt"] = template,
                ["partials/local.sbn-html"] = "[{{ $x = 5; $x }}{{ subscriber.email }}]",
                ["partials/local.sbn-txt"] = "[{{ $x = 5; $x }}{{ subscriber.email }}]",
                ["partials/lines.sbn-html"] = "1\n{{ subscriber.email }}\n\n  {{ subscriber.last_name }}\n2",
                ["partials/lines.sbn-txt"] = "1\n{{ subscriber.email }}\n\n  {{ subscriber.last_name }}\n2",
            }
        );

        var (messages, open) = CompareAll(
            package,
            [
                Recipient.Sample("ana@example.org") with
                {
                    SubscriberId = 1,
                    Tags = ["one", "two", "<3>"],
                },
                Recipient.Sample("eve@example.org") with
                {
                    SubscriberId = 2,
                    FirstName = null,
                    LastName = null,
                },
                Recipient.Sample("joe@example.org") with
                {
                    SubscriberId = 3,
                    FirstName = "half a line end\r",
                },
            ]
        );

        Assert.That(messages, Is.EqualTo(3));
        Assert.That(open, Is.GreaterThan(0));
    }

    [Test]
    public void A_readers_reference_needs_no_template_engine()
    {
        var link = "https://example.org/survey?for={{ subscriber.ref }}";
        var issue = Compile(
            Package(
                $"Hello, [tell us]({link}).",
                new Dictionary<string, string>
                {
                    ["issue.sbn-html"] = "{{ issue.body }}",
                    ["issue.sbn-txt"] = "{{ issue.body }}",
                }
            )
        );

        var open = issue.Spliced!.Html.Concat(issue.Spliced.Text).OfType<OpenPiece>().ToList();

        Assert.That(open, Has.Count.GreaterThan(1));
        Assert.That(open, Has.All.Property("Field").EqualTo(ReaderField.Reference));
    }

    [Test]
    public void The_shipped_template_leaves_a_handful_of_places_and_no_code()
    {
        var repository = Corpora.Repository();
        var reader = new IssuePackageReader(new NewsletterFolder(repository), NewsletterSample.Settings());
        var (package, _) = reader.Read(Path.Combine(repository, "issues", "01-the-river-that-moved.md"));

        var issue = Compile(package!);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(issue.Spliced!.Html.OfType<OpenPiece>().Count(), Is.LessThanOrEqualTo(6));
            Assert.That(issue.Spliced.Text.OfType<OpenPiece>().Count(), Is.LessThanOrEqualTo(6));
            Assert.That(issue.Spliced.Html.Concat(issue.Spliced.Text).OfType<ReaderCode>(), Is.Empty);
        }
    }

    [Test]
    public void The_shared_segments_are_the_same_memory_in_every_message()
    {
        var composer = Composer(Compile(Shipped("Hello {{ subscriber.first_name }}.")));

        var first = composer.Compose(Recipient.Sample("ana@example.org") with { SubscriberId = 1 }, out _)!;
        var second = composer.Compose(Recipient.Sample("eve@example.org") with { SubscriberId = 2 }, out _)!;

        Assert.That(first.Body, Has.Count.GreaterThan(5).And.Count.EqualTo(second.Body.Count));
        for (var i = 0; i < first.Body.Count; i += 2)
        {
            // Equal for memory means the same memory.
            Assert.That(first.Body[i].Equals(second.Body[i]), $"segment {i}");
        }
    }

    [Test]
    public void No_mail_contains_data_of_another_reader_on_eight_threads()
    {
        var composer = Composer(
            Compile(
                Shipped(
                    """
                    {{ name = subscriber.first_name }}

                    Hello {{ name }}, {{ if subscriber.last_name }} {{ subscriber.last_name }} {{ end }}
                    {{ for tag in subscriber.tags }} {{ tag }} {{ end }}
                    """
                )
            )
        );
        var canary = new Regex("canary([0-9]+)z", RegexOptions.CultureInvariant);

        var foreign = Enumerable
            .Range(1, 5_000)
            .AsParallel()
            .WithDegreeOfParallelism(8)
            .Sum(id =>
            {
                var own = $"canary{id}z";
                var message = composer.Compose(
                    new Recipient(id, $"{own}@example.org", own, own, null, "active", [own]),
                    out _
                )!;
                var text = Encoding.ASCII.GetString(Bytes(message)).Replace("=\r\n", "", StringComparison.Ordinal);
                var found = canary.Matches(text);
                return found.Count(match => match.Value != own) + (found.Count < 11 ? 1 : 0);
            });

        Assert.That(foreign, Is.Zero);
    }

    // Code that does not depend on the reader is run once.
    [TestCase("{{ newsletter.name }}{{ links.web }}", "")]
    [TestCase("{{ x = newsletter.name; x | string.upcase }}{{ for i in 1..3; i; end }}", "")]
    [TestCase("{{ if newsletter.name }}{{ subscriber.email }}{{ else }}{{ subscriber.last_name }}{{ end }}", "value")]
    [TestCase("{{ func f(y); ret y + 1; end }}{{ f 2 }}{{ capture z }}a{{ end }}{{ z }}", "")]
    // The plain forms need no template engine.
    [TestCase(
        "{{ subscriber.email }}{{ subscriber.first_name | default \"there\" }}{{ links.manage }}",
        "value value value"
    )]
    [TestCase("{{ if subscriber.first_name }}Dear {{ subscriber.first_name }}{{ else }}Hello{{ end }}", "choice")]
    // Words without a reader's value are said once, and words with plain values need no template engine.
    [TestCase("{{ say \"Mail.ViewInBrowser\" }}{{ say \"Mail.OwnTrial\" newsletter.trial_days }}", "")]
    [TestCase("{{ say \"Mail.SignedUpWith\" newsletter.name subscriber.email }}", "sentence")]
    [TestCase("{{ if subscriber.last_name }}{{ say \"Mail.By\" subscriber.last_name }}{{ end }}", "choice")]
    [TestCase("{{ say \"Mail.By\" (subscriber.email | string.upcase) }}", "code")]
    // Code that uses a variable of the readers waits, before and after the assignment.
    [TestCase("{{ x = 1 }}{{ x }}{{ x = subscriber.email }}{{ x }}", "code code code code")]
    [TestCase("{{ x = 1 }}{{ y = x }}{{ if subscriber.email; y = 2; end }}{{ z = 3; z }}", "code code code")]
    [TestCase("{{ for i in 1..2 }}{{ subscriber.email }}{{ end }}{{ for j in 1..2 }}{{ j }}{{ end }}", "code")]
    [TestCase("{{ func f; subscriber.email; end }}{{ f }}{{ newsletter.name }}", "code code")]
    [TestCase("{{ capture x }}{{ subscriber.email }}{{ end }}{{ x }}", "code code")]
    [TestCase(
        "{{ if subscriber.term == \"trial\" && links.pay }}{{ newsletter.name + 1 }}{{ else if subscriber.term != "
            + "\"paid\" }}b{{ end }}",
        "choice"
    )]
    [TestCase("{{ include \"to\" subscriber.first_name (\"a\" + newsletter.name) }}", "pieces")]
    [TestCase("{{ if subscriber.term == 1 }}a{{ end }}{{ include \"to\" 1 subscriber.tags }}", "code code")]
    [TestCase("{{ include \"who\" }}{{ include \"what\" }}", "value")]
    [TestCase("{{ x = include \"who\" }}{{ x }}", "code code")]
    [TestCase("{{ n = \"who\" }}{{ include n }}", "code code")]
    public void Only_code_that_depends_on_the_reader_waits_for_the_reader(string template, string expected)
    {
        var issue = Compile(
            Package(
                "Hello.",
                new Dictionary<string, string>
                {
                    ["issue.sbn-html"] = template,
                    ["partials/to.sbn-html"] = "{{- # a note -}}To {{ $1 }} <b>{{ $2 }}</b>",
                    ["partials/who.sbn-html"] = "{{ subscriber.email }}",
                    ["partials/what.sbn-html"] = "{{ newsletter.name }}",
                    ["issue.sbn-txt"] = "",
                }
            )
        );

        var open = issue
            .Spliced!.Html.OfType<OpenPiece>()
            .Select(piece =>
                piece switch
                {
                    ReaderValue => "value",
                    ReaderChoice => "choice",
                    ReaderSentence => "sentence",
                    ReaderPieces => "pieces",
                    _ => "code",
                }
            );

        Assert.That(string.Join(' ', open), Is.EqualTo(expected));
    }

    [TestCase("a{{ if subscriber.first_name }}{{ ret }}{{ end }}b")]
    [TestCase("{{ this[\"subscriber\"].email }}")]
    [TestCase("{{ import newsletter }}{{ name }}")]
    [TestCase("{{ for subscriber in 1..2 }}{{ subscriber }}{{ end }}")]
    public void A_template_that_cannot_be_spliced_is_rendered_as_a_whole(string template)
    {
        var issue = Compile(Package("Hello.", new Dictionary<string, string> { ["issue.sbn-html"] = template }));

        Assert.That(issue.Spliced, Is.Null);
        Assert.That(Composer(issue).Compose(Recipient.Sample("ana@example.org"), out _), Is.Not.Null);
    }

    [TestCase("a\n{{ newsletter.nmae }}", "Hello.", "templates/issue.sbn-html:2:")]
    [TestCase("{{ include \"nobody\" }}", "Hello.", "templates/issue.sbn-html:1:")]
    [TestCase("{{ issue.body }}", "Hello.\n\nTo {{ isue.title }}.", "issues/2026-11-24-news.md:9:4:")]
    public void A_fault_for_all_readers_is_found_before_the_first_message(string template, string body, string place)
    {
        var package = Package(body, new Dictionary<string, string> { ["issue.sbn-html"] = template });

        var (issue, problems) = CompiledIssue.Compile(package, NewsletterSample.Settings(), new DateOnly(2026, 11, 24));

        Assert.That(issue, Is.Null);
        Assert.That(problems.Single(problem => problem.Severity is Severity.Error).ToString(), Does.StartWith(place));
    }

    [Test]
    public void A_fault_in_a_branch_fails_only_for_readers_who_take_the_branch()
    {
        var composer = Composer(
            Compile(
                Package(
                    "Hello.",
                    new Dictionary<string, string>
                    {
                        ["issue.sbn-html"] = "x\n{{ if subscriber.last_name }}{{ nobody }}{{ end }}",
                    }
                )
            )
        );

        var without = composer.Compose(Recipient.Sample("ana@example.org") with { LastName = null }, out var none);
        var with = composer.Compose(Recipient.Sample("eve@example.org"), out var problem);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((without is null, none), Is.EqualTo((false, (string?)null)));
            Assert.That(with, Is.Null);
            Assert.That(problem, Does.StartWith("templates/issue.sbn-html:2:").And.Contain("nobody"));
        }
    }

    private static CompiledIssue Compile(IssuePackage package)
    {
        var (issue, problems) = CompiledIssue.Compile(package, NewsletterSample.Settings(), new DateOnly(2026, 11, 24));
        return issue ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    private static MessageComposer Composer(CompiledIssue issue) =>
        new(issue, NewsletterSample.Settings(), Tokens, dispatchId: 1, Six);

    /// <summary>An issue in the templates that ship.</summary>
    private static IssuePackage Shipped(string body) =>
        Package(body, TemplateSet.Load(Path.Combine(Corpora.Repository(), "templates")).Templates.Sources);

    private static (int Messages, int Open) CompareAll(IssuePackage package, List<Recipient> recipients)
    {
        var newsletter = NewsletterSample.Settings();
        var links = new LinkBook(newsletter.BaseUrl, Tokens);
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, new DateOnly(2026, 11, 24));
        if (issue is null)
        {
            // A fault for all readers is found early; then each rendering must fail, too.
            var (plain, _) = CompiledIssue.CompilePlain(package, newsletter, new DateOnly(2026, 11, 24));
            Assert.That(
                recipients.Where(recipient => plain?.Render(recipient, links, out _) is not null),
                Is.Empty,
                string.Join('\n', problems)
            );
            return (0, 0);
        }

        var composer = new MessageComposer(issue, newsletter, Tokens, dispatchId: 1, Six);
        var messages = 0;
        foreach (var recipient in recipients)
        {
            var expected = issue.Render(recipient, links, out var fault);
            var message = composer.Compose(recipient, out var problem);

            Assert.That(problem, Is.EqualTo(fault?.ToString()));
            Assert.That(message is null, Is.EqualTo(expected is null));
            if (message is not null)
            {
                Same(message, expected!);
                messages++;
            }
        }

        return (
            messages,
            (issue.Spliced?.Html.Count(piece => piece is OpenPiece) ?? 0)
                + (issue.Spliced?.Text.Count(piece => piece is OpenPiece) ?? 0)
        );
    }

    private static void Same(OutgoingMessage message, RenderedIssue expected)
    {
        var bytes = Bytes(message);
        Assert.That(bytes, Has.Length.EqualTo(message.Size));
        var wire = Encoding.Latin1.GetString(bytes);
        Assert.That(bytes.All(b => b is < 0x80 and >= 0x20 or (byte)'\r' or (byte)'\n' or (byte)'\t'), "7-bit");
        Assert.That(
            wire.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n'),
            Is.EqualTo(-1),
            "no bare CR or LF"
        );
        Assert.That(
            wire[(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Split("\r\n").Max(line => line.Length),
            Is.LessThanOrEqualTo(76)
        );
        Assert.That(wire, Does.Not.Contain("\r\n."), "nothing to double");
        Assert.That(wire, Does.Not.Contain(" \r\n").And.Not.Contain("\t\r\n"), "no blanks at the end of a line");
        using var stream = new MemoryStream(bytes);
        var mail = MimeMessage.Load(stream);
        var parts = mail.BodyParts.OfType<TextPart>().ToList();
        Assert.That(mail.Subject, Is.EqualTo(expected.Subject));
        Assert.That(mail.Headers.Count(header => header.Field == "Subject"), Is.EqualTo(1));
        Assert.That(Decoded(parts[0]), Is.EqualTo(AsItTravels(expected.Text)));
        Assert.That(Decoded(parts[1]), Is.EqualTo(AsItTravels(expected.Html)));
    }

    /// <summary>The text with CRLF, and with what UTF-8 makes of a lone surrogate.</summary>
    private static string AsItTravels(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    private static string Decoded(TextPart part)
    {
        using var stream = new MemoryStream();
        part.Content!.DecodeTo(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static byte[] Bytes(OutgoingMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static IssuePackage Package(
        string body,
        IReadOnlyDictionary<string, string> templates,
        string? subject = null,
        string? preheader = null
    ) =>
        new(
            "issues/2026-11-24-news.md",
            Encoding.UTF8.GetBytes(
                $"---\ntitle: The <news> é\n{(subject is null ? "" : $"subject: {subject}\n")}preheader: "
                    + $"{preheader ?? "What happened"}\nstatus: ready\ntags: [one, two]\n---\n{body}\n"
            ),
            new Dictionary<string, byte[]>(),
            templates
        );

    private static IEnumerable<int[]> Simpler(int[] numbers)
    {
        for (var size = numbers.Length / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= numbers.Length; at += size)
            {
                yield return [.. numbers[..at], .. numbers[(at + size)..]];
            }
        }

        for (var at = 0; at < numbers.Length; at++)
        {
            if (numbers[at] != 0)
            {
                yield return [.. numbers[..at], 0, .. numbers[(at + 1)..]];
            }
        }
    }
}
