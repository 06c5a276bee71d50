using System.Globalization;
using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture]
internal sealed class LookSectionTests
{
    [Test]
    public void Without_the_section_it_is_the_shipped_look()
    {
        var look = Read().Look;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(look.Accent.ToString(), Is.EqualTo("#0b5d68"));
            Assert.That(look.AccentDark.ToString(), Is.EqualTo("#7fcbd3"));
            Assert.That(look.Accent.OnIt.ToString(), Is.EqualTo("#ffffff"));
            Assert.That(look.AccentDark.OnIt.ToString(), Is.EqualTo("#0f1314"));
            Assert.That(look.Font.Css, Is.EqualTo("Georgia, 'Times New Roman', serif"));
            Assert.That(look.Font.Outlook, Is.EqualTo("Georgia, serif"));
            Assert.That(look.Width, Is.EqualTo(600));
            Assert.That(look.FooterLines, Is.Empty);
            Assert.That(look.Faint, Is.Empty);
        }
    }

    [Test]
    public void Each_setting_is_read()
    {
        var (look, problems) = Read(
            ("Accent", "#C01F4b"),
            ("AccentDark", "#ff9fb4"),
            ("Font", "\"Trebuchet MS\", Verdana,sans-serif"),
            ("Width", "640"),
            ("FooterLines:0", "HRB 1234, Berlin"),
            ("FooterLines:1", "VAT DE1")
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(look.Accent.ToString(), Is.EqualTo("#c01f4b"));
            Assert.That(look.AccentDark.ToString(), Is.EqualTo("#ff9fb4"));
            Assert.That(look.Font.Css, Is.EqualTo("'Trebuchet MS', Verdana, sans-serif"));
            Assert.That(look.Width, Is.EqualTo(640));
            Assert.That(look.FooterLines, Is.EqualTo(new[] { "HRB 1234, Berlin", "VAT DE1" }));
        }
    }

    [Test]
    public void Footer_lines_may_be_one_text() =>
        Assert.That(
            Read(("FooterLines", "HRB 1234, Berlin; VAT DE1;")).Look.FooterLines,
            Is.EqualTo(new[] { "HRB 1234, Berlin", "VAT DE1" })
        );

    [TestCase("Accent", "teal", "#rrggbb")]
    [TestCase("Accent", "#0b5d6", "#rrggbb")]
    [TestCase("Accent", "#0b5d6g", "#rrggbb")]
    [TestCase("AccentDark", "#0b5d68ff", "#rrggbb")]
    [TestCase("Font", "Georgia; color:red", "names of fonts")]
    [TestCase("Font", "'Georgia", "names of fonts")]
    [TestCase("Font", "Georgia, ", "names of fonts")]
    [TestCase("Font", "url(x)", "names of fonts")]
    [TestCase("Width", "479", "480 to 720")]
    [TestCase("Width", "721", "480 to 720")]
    [TestCase("FooterLines", "1;2;3;4;5;6;7;8;9;10;11", "10 lines at most")]
    public void A_wrong_value_is_named_with_what_the_setting_takes(string key, string value, string takes)
    {
        var (_, problems) = Read((key, value));

        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith($"Look:{key} is ").And.Contain(takes));
    }

    [Test]
    public void A_footer_line_that_is_too_long_and_an_unknown_key_are_named()
    {
        var (_, problems) = Read(("FooterLines:0", new string('x', 201)), ("Acent", "#000000"));

        Assert.That(
            problems,
            Is.EqualTo(
                new[]
                {
                    $"Look:FooterLines is \"{new string('x', 200)}…\", but takes lines of at most 200 characters "
                        + "without control characters.",
                    "Look:Acent is no setting, did you mean Accent?",
                }
            )
        );
    }

    /// <summary>Pairs whose ratio other tools give.</summary>
    [TestCase("#000000", "#ffffff", 21.0)]
    [TestCase("#777777", "#ffffff", 4.48)]
    [TestCase("#767676", "#ffffff", 4.54)]
    [TestCase("#ff0000", "#ffffff", 4.0)]
    [TestCase("#0000ff", "#000000", 2.44)]
    [TestCase("#123456", "#123456", 1.0)]
    public void Contrast_is_that_of_WCAG(string one, string two, double ratio)
    {
        Assert.That(Colour(one).Contrast(Colour(two)), Is.EqualTo(ratio).Within(0.005));
        Assert.That(Colour(two).Contrast(Colour(one)), Is.EqualTo(ratio).Within(0.005));
    }

    [Test]
    public void What_stands_on_any_colour_can_be_read()
    {
        for (var red = 0; red < 256; red += 5)
        {
            for (var green = 0; green < 256; green += 5)
            {
                for (var blue = 0; blue < 256; blue += 5)
                {
                    var colour = new Colour((byte)red, (byte)green, (byte)blue);
                    var contrast = colour.Contrast(colour.OnIt);
                    if (contrast < Dispatcher.Settings.Colour.LeastContrast)
                    {
                        Assert.Fail($"{colour.OnIt} on {colour} has {contrast}");
                    }
                }
            }
        }
    }

    [TestCase("Accent", "#ffcc00", "light")]
    [TestCase("AccentDark", "#0b5d68", "dark")]
    public void An_accent_that_is_hard_to_read_is_named_with_the_nearest_colour_that_is_readable(
        string key,
        string value,
        string paper
    )
    {
        var (look, problems) = Read((key, value));

        Assert.That(problems, Is.Empty);
        Assert.That(look.Faint, Has.Count.EqualTo(1));
        Assert.That(look.Faint[0], Does.StartWith($"Look:{key} {value} has a contrast of ").And.Contain(paper));

        // The advice is good: with it there is nothing to say, and a step less would not do.
        var advice = look.Faint[0].Split(' ')[^1].TrimEnd('.');
        Assert.That(Read((key, advice)).Look.Faint, Is.Empty);
        var before = Colour(advice).Towards(Colour(value), 0.05);
        Assert.That(Read((key, before.ToString())).Look.Faint, Has.Count.EqualTo(1));
    }

    [TestCase("Georgia, serif", "Georgia, serif")]
    [TestCase("-apple-system, 'Segoe UI', Arial, sans-serif", "Arial, sans-serif")]
    [TestCase("Iowan Old Style, serif", "Georgia, serif")]
    [TestCase("Inter, system-ui", "Arial, system-ui")]
    [TestCase("Verdana", "Verdana")]
    [TestCase("Inter, Times New Roman", "'Times New Roman'")]
    public void Outlook_gets_a_font_that_it_has(string fonts, string outlook) =>
        Assert.That(FontList.Read(fonts)?.Outlook, Is.EqualTo(outlook));

    [Test]
    public void The_documentation_names_each_setting_with_its_default()
    {
        var guide = File.ReadAllLines(Path.Combine(Corpora.Repository(), "docs", "configuration.md"))
            .SkipWhile(line => line != "## Look")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2].Trim('`'), StringComparer.Ordinal);
        var look = new LookSettings();
        var settings = typeof(LookSettings)
            .GetProperties()
            .Where(property => property.CanWrite)
            .ToDictionary(
                property => property.Name,
                property =>
                    property.GetValue(look) is { } value and not IReadOnlyList<string>
                        ? Convert.ToString(value, CultureInfo.InvariantCulture)
                        : null,
                StringComparer.Ordinal
            );

        Assert.That(guide.Keys, Is.EquivalentTo(settings.Keys));
        foreach (var (name, value) in settings.Where(setting => setting.Value is not null))
        {
            Assert.That(guide[name], Is.EqualTo(value), name);
        }
    }

    private static Colour Colour(string text) =>
        Dispatcher.Settings.Colour.Read(text) ?? throw new ArgumentException(text, nameof(text));

    private static (LookSettings Look, List<string> Problems) Read(params (string Key, string Value)[] values)
    {
        var problems = new List<string>();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                values.Select(value => KeyValuePair.Create($"Look:{value.Key}", (string?)value.Value))
            )
            .Build();
        return (
            LookSection.Read(new SettingsReader(configuration.GetSection("Look"), problems), Path.GetTempPath()),
            problems
        );
    }
}
