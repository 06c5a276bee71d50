using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

/// <summary>The pictures of the section <c>Look</c>.</summary>
[TestFixture, Integration]
internal sealed class LookPictureTests
{
    private const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\">";

    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1];
    private static readonly byte[] Gif = "GIF89a"u8.ToArray();

    private TestFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TestFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void A_picture_is_read_with_its_type_by_content()
    {
        File.WriteAllBytes(_folder.File("brand/logo.jpg"), Png);
        _folder.Write(
            "icon.svg",
            $"<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD\" \"x.dtd\">\n{Svg}<a href=\"#x\"/></svg>"
        );

        var (look, problems) = Read(("Logo", "brand/logo.jpg"), ("Icon", "icon.svg"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(look.Logo?.Content, Is.EqualTo(Png));
            Assert.That((look.Logo?.Type, look.Logo?.IsForMail), Is.EqualTo(("image/png", true)));
            Assert.That((look.Icon?.Type, look.Icon?.IsForMail), Is.EqualTo(("image/svg+xml", false)));
        }
    }

    [TestCase("Logo", "absent.png", "there is no such file")]
    [TestCase("Logo", "../secret.png", "not outside of it")]
    [TestCase("Logo", "link.png", "not outside of it")]
    [TestCase("Logo", "/etc/hostname", "not outside of it")]
    [TestCase("LogoDark", "notes.png", "PNG, JPG, GIF, SVG in the newsletter's folder.")]
    [TestCase("Icon", "empty.png", "it has 0 bytes")]
    [TestCase("Icon", "large.png", "it has 524289 bytes")]
    [TestCase("SocialPicture", "moving.gif", "PNG, JPG in the newsletter's folder.")]
    [TestCase("LogoDark", "good.png", "only where there is a Logo")]
    public void A_picture_that_cannot_be_used_is_named(string key, string file, string why)
    {
        File.WriteAllBytes(_folder.File("good.png"), Png);
        File.WriteAllBytes(_folder.File("moving.gif"), Gif);
        _folder.Write("notes.png", "text");
        _folder.Write("empty.png", "");
        File.WriteAllBytes(_folder.File("large.png"), [.. Png, .. new byte[(512 * 1024) - 8]]);
        using var outside = new TestFolder();
        File.WriteAllBytes(outside.File("secret.png"), Png);
        File.CreateSymbolicLink(_folder.File("link.png"), outside.File("secret.png"));

        var (_, problems) = Read((key, file));

        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith($"Look:{key} is \"{file}\", but takes ").And.Contain(why));
    }

    [TestCase($"{Svg}<script>alert(1)</script></svg>", "the active element script")]
    [TestCase($"{Svg}<g><foreignObject/></g></svg>", "the active element foreignObject")]
    [TestCase($"{Svg}<rect onload=\"x()\"/></svg>", "the active attribute onload")]
    [TestCase($"{Svg}<image href=\"https://example.org/a.png\"/></svg>", "an address in href")]
    [TestCase(
        $"{Svg}<a xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"javascript:a()\"/></svg>",
        "an address in href"
    )]
    [TestCase($"{Svg}<?x y?></svg>", "a processing instruction")]
    [TestCase($"{Svg}<g></svg>", "no well-formed SVG")]
    [TestCase("<svg></svg>", "its first element is no svg")]
    [TestCase("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>", "takes a file")]
    public void An_SVG_file_that_is_more_than_a_picture_is_refused(string svg, string why)
    {
        _folder.Write("logo.svg", svg);

        var (_, problems) = Read(("Logo", "logo.svg"));

        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith("Look:Logo is \"logo.svg\"").And.Contain(why));
    }

    [Test]
    public void An_own_accent_brings_a_readable_one_for_dark_screens()
    {
        var (look, _) = Read(("Accent", "#8a1c0d"));

        Assert.That(look.AccentDark, Is.Not.EqualTo(new LookSettings().AccentDark));
        Assert.That(look.Faint, Is.Empty);
    }

    private (LookSettings Look, List<string> Problems) Read(params (string Key, string Value)[] values)
    {
        var problems = new List<string>();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                values.Select(value => KeyValuePair.Create($"Look:{value.Key}", (string?)value.Value))
            )
            .Build();
        return (
            LookSection.Read(new SettingsReader(configuration.GetSection("Look"), problems), _folder.Path),
            problems
        );
    }
}
