using System.Text;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Header lines as spreadsheets and people write them.</summary>
[TestFixture, Integration]
internal sealed class ImportHeaderTests
{
    private readonly ImportRun _import = new();

    [TearDown]
    public void Clean() => _import.Dispose();

    [TestCase("excel-sep.csv", "ana@example.org\tAna\tactive\t")]
    [TestCase("names-mailchimp-like.csv", "ana@example.org\tAna Ruiz\tactive\t")]
    public async Task A_file_of_a_spreadsheet_is_imported(string file, string expected)
    {
        var answer = await _import.InputAsync(file);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((0, "")));
        Assert.That(await _import.ListAsync(), Is.EqualTo(new[] { expected }));
    }

    [TestCase("EMAIL,FNAME,LNAME\nana@example.org,Ana,Ruiz\n")]
    [TestCase("email,name\nana@example.org,Ana Ruiz\n")]
    [TestCase("Email Address,First Name,Last Name\nana@example.org,Ana,Ruiz\n")]
    [TestCase("mail;Vorname;Nachname\nana@example.org;Ana;Ruiz\n")]
    [TestCase("E-Mail,Full Name\nana@example.org,Ana Ruiz\n")]
    [TestCase("e-mail\tfirstname\tsurname\nana@example.org\tAna\tRuiz\n")]
    [TestCase("sep=;\nE-Mail;Name\nana@example.org;Ana Ruiz\n")]
    [TestCase("SEP=,\r\nemail,name\r\nana@example.org,Ana Ruiz\r\n")]
    [TestCase("\"sep=;\"\r\n\r\nemail;name\r\nana@example.org;Ana Ruiz\r\n")]
    [TestCase("sep=\t\nemail\tname\nana@example.org\tAna Ruiz\n")]
    [TestCase("sep=|\nemail|name\nana@example.org|Ana Ruiz\n")]
    public async Task Usual_column_names_are_recognised(string csv)
    {
        var answer = await _import.TextAsync(csv);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((0, "")));
        Assert.That(await _import.ListAsync(), Is.EqualTo(new[] { "ana@example.org\tAna Ruiz\tactive\t" }));
    }

    [Test]
    public async Task The_separator_line_for_Excel_is_read_in_each_encoding(
        [Values("utf-8", "utf-16", "utf-16BE")] string name
    )
    {
        var encoding = Encoding.GetEncoding(name);

        var answer = await _import.BytesAsync([
            .. encoding.Preamble,
            .. encoding.GetBytes("sep=;\r\nemail;name\r\nana@example.org;Ana Ruiz\r\nben;\r\n"),
        ]);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(await _import.ListAsync(), Is.EqualTo(new[] { "ana@example.org\tAna Ruiz\tactive\t" }));
        Assert.That(await File.ReadAllTextAsync(_import.PathOf("people.rejected.csv")), Does.Contain("\r\n4,"));
    }

    [Test]
    public async Task A_file_without_column_names_is_refused_without_showing_an_address()
    {
        var answer = await _import.TextAsync("ana@example.org\nben@example.org\n");

        Assert.That(
            (answer.Status, answer.Error),
            Is.EqualTo(
                (
                    1,
                    $"{_import.PathOf("people.csv")} begins with a row, not with the names of its columns; write a "
                        + "line such as email,first_name above it.\n"
                )
            )
        );
    }

    [Test]
    public async Task The_day_of_joining_is_recognised_and_left_out_when_it_is_ambiguous()
    {
        var answer = await _import.TextAsync(
            "email,Date added\nana@example.org,\"Jan 31, 2024\"\nben@example.org,3/4/2024\n"
        );

        Assert.That(answer.Output, Does.Contain("Left out, as no good here: 1 in Date added."));
        Assert.That(await _import.ShowAsync("ana"), Does.Contain("\"created_at\":\"2024-01-31"));
    }
}
