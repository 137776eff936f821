"""Published homework, quizzes and exams."""
