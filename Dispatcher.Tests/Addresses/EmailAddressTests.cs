using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Addresses;

[TestFixture]
internal sealed class EmailAddressTests
{
    [TestCase("ana@example.org", "ana@example.org")]
    [TestCase("Ana.Ruiz+news@Example.ORG", "Ana.Ruiz+news@example.org")]
    [TestCase("  ana@example.org ", "ana@example.org")]
    [TestCase("\u00A0ana@example.org\u3000", "ana@example.org")]
    [TestCase("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org")]
    [TestCase("\"ana.ruiz\"@example.org", "ana.ruiz@example.org")]
    [TestCase("ana@münchen.de", "ana@xn--mnchen-3ya.de")]
    [TestCase("ana@MÜNCHEN.de", "ana@xn--mnchen-3ya.de")]
    [TestCase("ana@XN--MNCHEN-3YA.de", "ana@xn--mnchen-3ya.de")]
    [TestCase("ana@例え。jp", "ana@xn--r8jz45g.jp")]
    [TestCase("ana@c--n.com", "ana@c--n.com")]
    [TestCase("123@1.example.com", "123@1.example.com")]
    [TestCase("ana@mail.example", "ana@mail.example")]
    public void An_address_is_read_as_mail_is_sent_to_it(string text, string value)
    {
        Assert.That(EmailAddress.Parse(text).Value, Is.EqualTo(value));
    }

    [TestCase("", "is empty; an address looks like ana@example.org")]
    [TestCase("   ", "is empty; an address looks like ana@example.org")]
    [TestCase(null, "is empty; an address looks like ana@example.org")]
    [TestCase("ana", "has no @; an address looks like ana@example.org")]
    [TestCase("@example.org", "has nothing before the @; an address looks like ana@example.org")]
    [TestCase("ana@", "has nothing after the @; an address looks like ana@example.org")]
    [TestCase("ana@ben@example.org", "has more than one @; give one address at a time")]
    [TestCase("ana@example.org,ben@example.org", "has a comma or semicolon; give one address at a time")]
    [TestCase("Ana <ana@example.org>", "has < or > around it; give the address alone, without a name")]
    [TestCase("ana(work)@example.org", "has a comment in brackets; leave the comment out")]
    [TestCase("ana ruiz@example.org", "has a space inside; take it out")]
    [TestCase("ana\\@example.org", "has a backslash; take it out")]
    [TestCase("ana@example.org\n", "has a control character or line break (U+000A); take it out")]
    [TestCase("\rana@example.org", "has a control character or line break (U+000D); take it out")]
    [TestCase("ana@example.org\r\nBcc: ben@example.org", "has a control character or line break (U+000D); take it out")]
    [TestCase("ana\0@example.org", "has a control character or line break (U+0000); take it out")]
    [TestCase("ana\t@example.org", "has a control character or line break (U+0009); take it out")]
    [TestCase("ana\u2028@example.org", "has a control character or line break (U+2028); take it out")]
    [TestCase("ana\u200B@example.org", "has a character that cannot be seen (U+200B); type the address anew")]
    [TestCase("ana\uFFFD@example.org", "has a character that cannot be seen (U+FFFD); type the address anew")]
    [TestCase(
        "josé@example.org",
        "has é before the @, which needs SMTPUTF8 and is not taken; give an address in plain letters"
    )]
    [TestCase(".ana@example.org", "has a dot at the start or right before the @; take it out")]
    [TestCase("ana.@example.org", "has a dot at the start or right before the @; take it out")]
    [TestCase("ana..ruiz@example.org", "has two dots in a row; take one out")]
    [TestCase(
        "\"ana..ruiz\"@example.org",
        "has quotes before the @ that it cannot do without; such an address is not taken, give another"
    )]
    [TestCase(
        "\"\"@example.org",
        "has quotes before the @ that it cannot do without; such an address is not taken, give another"
    )]
    [TestCase("ana[1]@example.org", "has [ before the @; take it out")]
    [TestCase("ana@[127.0.0.1]", "has an IP address after the @; give a domain name such as example.org")]
    [TestCase("ana@127.0.0.1", "has an IP address or number after the @; give a domain name such as example.org")]
    [TestCase("ana@example", "has no dot after the @; a domain looks like example.org")]
    [TestCase("ana@example.org.", "ends with a dot; take it out")]
    [TestCase("ana@example..org", "has a dot too many after the @; take it out")]
    [TestCase("ana@.example.org", "has a dot too many after the @; take it out")]
    [TestCase("ana@-example.org", "has a hyphen at the start or end of a name after the @; take it out")]
    [TestCase("ana@example-.org", "has a hyphen at the start or end of a name after the @; take it out")]
    [TestCase("ana@exa_mple.org", "has _ after the @; a domain name has letters, digits, hyphens and dots")]
    [TestCase("ana@xn--a.org", "has no domain name after the @; one looks like example.org")]
    [TestCase("ana@münchen_.de", "has no domain name after the @; one looks like example.org")]
    [TestCase("root@localhost", "has a domain that the internet does not know (.localhost); give a public one")]
    [TestCase("ana@mail.test", "has a domain that the internet does not know (.test); give a public one")]
    [TestCase("ana@mail.INVALID", "has a domain that the internet does not know (.invalid); give a public one")]
    [TestCase("ana@printer.local", "has a domain that the internet does not know (.local); give a public one")]
    public void A_refused_address_is_told_why_and_what_to_do(string? text, string expected)
    {
        var isTaken = EmailAddress.TryParse(text, out var address, out var problem);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(isTaken, Is.False);
            Assert.That(address, Is.Null);
            Assert.That(problem, Is.EqualTo(expected));
        }
    }

    [TestCase(64, true)]
    [TestCase(65, false)]
    public void A_local_part_has_64_characters_at_most(int length, bool expected)
    {
        Assert.That(
            EmailAddress.TryParse(new string('a', length) + "@example.org", out _, out _),
            Is.EqualTo(expected)
        );
    }

    [TestCase(63, true)]
    [TestCase(64, false)]
    public void A_name_between_dots_has_63_characters_at_most(int length, bool expected)
    {
        Assert.That(EmailAddress.TryParse($"ana@{new string('b', length)}.org", out _, out _), Is.EqualTo(expected));
    }

    [TestCase(254, true)]
    [TestCase(255, false)]
    [TestCase(321, false)]
    [TestCase(100_000, false)]
    public void An_address_has_254_characters_at_most(int length, bool expected)
    {
        var labels = string.Concat(Enumerable.Repeat("b.", (length - 10) / 2));
        var text = $"{new string('a', 6 + ((length - 10) % 2))}@{labels}org";

        Assert.That(text, Has.Length.EqualTo(length));
        Assert.That(EmailAddress.TryParse(text, out _, out _), Is.EqualTo(expected));
    }

    [Test]
    public void Spellings_of_one_mailbox_are_one_key()
    {
        string[] spellings =
        [
            "A@MÜnchen.org",
            "a@münchen.org",
            " a@münchen.org",
            "\"a\"@münchen.org",
            "a@xn--mnchen-3ya.org",
            "a@XN--MNCHEN-3YA.ORG",
            "a@mu\u0308nchen.org",
        ];

        Assert.That(
            spellings.Select(text => EmailAddress.Parse(text).Key).Distinct(),
            Is.EqualTo(new[] { "a@xn--mnchen-3ya.org" })
        );
    }

    [Test]
    public void A_log_gets_the_first_letter_and_the_domain()
    {
        Assert.That(EmailAddress.Parse("ana.ruiz@example.org").Shortened, Is.EqualTo("a***@example.org"));
    }

    [Test]
    public void Of_the_isemail_set_nothing_wrong_is_taken_and_one_ordinary_address_is_refused()
    {
        var cases = JsonSerializer.Deserialize<List<IsEmailCase>>(
            File.ReadAllText(Corpora.Require("addresses", "isemail.json")),
            JsonSerializerOptions.Web
        )!;

        bool IsTaken(IsEmailCase c) => EmailAddress.TryParse(c.Address, out _, out _);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(cases.Count(c => c.Category == "ERR"), Is.EqualTo(66));
            Assert.That(cases.Where(c => c.Category == "ERR" && IsTaken(c)), Is.Empty);
            Assert.That(
                cases.Where(c => c.Category is "VALID_CATEGORY" or "DNSWARN" && !IsTaken(c)).Select(c => c.Address),
                Is.EqualTo(new[] { "test@io" })
            );
            Assert.That(
                cases
                    .Where(c => c.Category is not ("VALID_CATEGORY" or "DNSWARN") && IsTaken(c))
                    .Select(c => c.Address),
                Is.EqualTo(new[] { "\"test\"@iana.org", " test@iana.org", "test@iana.org " })
            );
        }
    }

    [Test]
    public void An_accepted_address_is_accepted_again_unchanged_and_is_one_line_of_ASCII()
    {
        var alphabet = Gen.Elements(
            "aZ09.@\"-_+ \t\r\n\0<>(),;:[]\\éüß。\u0308\u200B\uD83D\uDE00\u2028=".ToCharArray()
        );
        var texts =
            from start in Gen.ListOf(alphabet)
            from end in Gen.Elements("", "@example.org", "@xn--mnchen-3ya.org", "@ü.org")
            select string.Concat(start) + end;

        Prop.ForAll(
                texts.ToArbitrary(),
                text =>
                    !EmailAddress.TryParse(text, out var address, out _)
                    || (
                        EmailAddress.Parse(address.Value) == address
                        && EmailAddress.Parse(address.Key).Key == address.Key
                        && address.Value.All(c => char.IsAscii(c) && c > ' ')
                        && address.Value.Count(c => c == '@') == 1
                    )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private sealed record IsEmailCase(int Id, string Address, string Category, string Diagnosis);
}
